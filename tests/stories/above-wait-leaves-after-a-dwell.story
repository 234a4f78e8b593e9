story "Waits must stay short for the dwell before the agreement is out of force"
needs N97
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s leave_ms=20s dwell_ms=30s
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
after 90s
expect c1 offered to vib
vib accepts c1
after 10s
call c2 from 0615 about vand in da
after 15s
agent vic of 0630 knows vand speaks da
vic is available
expect c2 waiting
after 5s
expect c2 offered to vic
vic accepts c2
after 29s
expect overflow long/0615 organisation 0615
after 1s
expect no overflow long/0615
