story "An organisation that helps again is asked at once"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks da
vib is available
0630 declines
call c1 from 0615 about vand in da
expect c1 waiting
0630 helps
expect c1 offered to vib
