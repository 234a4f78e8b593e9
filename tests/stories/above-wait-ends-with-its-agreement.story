story "An agreement above a wait that is removed or over is in force nowhere"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s valid_until=+90s
agreement other above_wait enter_ms=60s topics=vand
call c1 from 0615 about vand in da
after 60s
expect overflow long/0615 organisation 0615
expect overflow other/0615 organisation 0615
agreement other is removed
expect no overflow other/0615
after 30s
expect no overflow long/0615
agent vib of 0630 knows vand speaks da
vib is available
expect c1 waiting
