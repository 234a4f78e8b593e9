story "An agreement that is removed helps no more"
needs N83
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always
agreement other incident
agent vib of 0630 knows vand speaks da
vib is available
agreement all is removed
call c1 from 0615 about vand in da
expect c1 waiting
