story "A holiday taken away lets the helper take who waits at once"
needs N4
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
calendar has 2026-03-02 Prøvedag
hours of 0630 monday=08:00-16:00 tuesday=08:00-16:00 wednesday=08:00-16:00 thursday=08:00-16:00 friday=08:00-16:00
agreement neighbours always
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 waiting
calendar forgets 2026-03-02
expect c1 offered to vib
