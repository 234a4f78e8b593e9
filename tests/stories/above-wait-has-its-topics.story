story "An agreement above a wait looks at its own topics only"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s leave_ms=20s topics=vand
agent vib of 0630 knows vand,pas speaks da
call c1 from 0615 about pas in da
after 30s
call c2 from 0615 about vand in da
vib is available
after 35s
call c3 from 0615 about vand in da
expect c1 waiting
expect c2 waiting
after 25s
expect c1 waiting
expect c2 offered to vib
