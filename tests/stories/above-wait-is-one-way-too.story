story "Help above a wait is never both ways at once between two organisations"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s
agent vib of 0630 knows vand speaks da
agent hor of 0615 knows pas speaks da
vib is available
call c1 from 0615 about vand in da
call c2 from 0630 about pas in da
after 60s
expect c1 offered to vib
hor is available
expect c2 waiting
