story "A helper with many idle agents goes before one whose only agent is idle"
needs N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0766 Hedensted municipality member in fyn
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
agent vid of 0630 knows vand speaks da
agent hed of 0766 knows vand speaks da
vib is available
vic is available
vid is available
hed is available
call own from 0630 about vand in da
call c1 from 0615 about vand in da
expect c1 offered to vic
