story "A call that comes back from an offer brings the agreement into force again"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
after 60s
expect c1 offered to vib
expect no overflow long/0615
vib rejects c1
expect c1 waiting
expect overflow long/0615 organisation 0615
