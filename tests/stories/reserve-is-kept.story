story "A helper keeps its reserve for its own citizens"
needs N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland reserve=1
topic vand handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
vic is available
call c1 from 0615 about vand in da
expect c1 offered to vib
call c2 from 0615 about vand in da
expect c2 waiting
expect vic available
