story "Where home and helper are closed the caller is told"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
hours of 0630 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
agreement neighbours always
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
expect call c1 reason closed
