story "With one threshold and no dwell each call is shared when it has waited that long itself"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s
agent vib of 0630 knows pas speaks da
vib is available
call c1 from 0615 about vand in da
after 40s
call c2 from 0615 about pas in da
after 20s
expect overflow long/0615 crossing_since nothing
expect c2 waiting
after 39s
expect c2 waiting
after 1s
expect c2 offered to vib
expect c1 waiting
c1 hangs up
expect no overflow long/0615
