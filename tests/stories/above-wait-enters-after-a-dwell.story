story "A wait must stay long for the dwell before the agreement is in force"
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
after 60s
expect c1 waiting
expect overflow long/0615 on_since nothing
after 29s
expect c1 waiting
c1 hangs up
expect no overflow long/0615
call c2 from 0615 about vand in da
after 60s
expect overflow long/0615 on_since nothing
after 29s
expect c2 waiting
after 1s
expect c2 offered to vib
expect overflow long/0615 organisation 0615
