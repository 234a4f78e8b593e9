story "Between the thresholds help goes on, and below the lower one nobody is shared"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s leave_ms=20s
agent vib of 0630 knows vand speaks da
call c1 from 0615 about vand in da
after 30s
call c2 from 0615 about vand in da
vib is available
expect c1 waiting
after 30s
expect c1 offered to vib
vib accepts c1
agent vic of 0630 knows vand speaks da
vic is available
expect c2 offered to vic
vic accepts c2
expect no overflow long/0615
call c3 from 0615 about vand in da
agent vid of 0630 knows vand speaks da
vid is available
after 20s
expect c3 waiting
after 40s
expect c3 offered to vid
