story "An agent who is signed in while closed takes own citizens and nobody else's"
needs N57
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
agreement neighbours always
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0630 about vand in da
expect c1 waiting
call c2 from 0615 about vand in da
expect c2 offered to ida
ida accepts c2
call c3 from 0615 about vand in da
expect call c3 reason closed
