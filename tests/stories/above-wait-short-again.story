story "A wait that is long again before the dwell is over keeps the agreement in force"
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
vib accepts c1
after 5s
call c2 from 0615 about vand in da
after 25s
expect overflow long/0615 crossing_since nothing
after 30s
c2 hangs up
after 29s
expect overflow long/0615 organisation 0615
after 1s
expect no overflow long/0615
