story "Who is closed takes over no call of others, also when an agent becomes free; opening tries those who wait at once"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0630 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
agreement neighbours always
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 waiting
vib is break
vib is available
expect c1 waiting
at 07:29:59
expect c1 waiting
at 07:30:00
expect c1 offered to vib
