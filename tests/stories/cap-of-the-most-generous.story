story "Where several agreements apply, the most generous cap counts"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
agreement one always calls_max=1
agreement two always calls_max=2
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
vic is available
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
expect c1 offered to vib
expect c2 offered to vic
agent vid of 0630 knows vand speaks da
vid is available
call c3 from 0615 about vand in da
expect c3 waiting
