story "Declining while helping finishes what was taken"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
vic is available
call c1 from 0615 about vand in da
vib accepts c1
0630 declines
call c2 from 0615 about vand in da
expect c2 waiting
expect c1 answered by vib
