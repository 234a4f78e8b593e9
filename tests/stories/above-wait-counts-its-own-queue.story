story "A long wait at one organisation does not share the callers of another"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
organisation 0621 Kolding municipality member in sydjylland
agreement long above_wait enter_ms=60s leave_ms=0s
agent vib of 0630 knows pas speaks da
call c1 from 0615 about vand in da
after 50s
call c2 from 0621 about pas in da
after 10s
expect overflow long/0615 organisation 0615
vib is available
expect c2 waiting
after 50s
expect c2 offered to vib
