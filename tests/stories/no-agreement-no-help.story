story "Without an agreement nobody helps"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 waiting
agreement all always
expect c1 offered to vib
