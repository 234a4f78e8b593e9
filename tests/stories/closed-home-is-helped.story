story "While the home is closed its callers wait for an open organisation that may help and has somebody there"
needs N109
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
agreement neighbours always topics=vand
agent vib of 0630 knows vand,pas speaks da
call c1 from 0615 about vand in da
expect call c1 reason closed
vib is available
call c2 from 0630 about vand in da
expect c2 offered to vib
vib accepts c2
call c3 from 0615 about vand in da
expect c3 waiting
call c4 from 0615 about pas in da
expect call c4 reason closed
vib ends c2
vib ends wrap-up
expect c3 offered to vib
