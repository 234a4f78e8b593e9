story "The dwell goes on while the next caller has waited that long too"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s leave_ms=20s dwell_ms=30s
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
after 80s
c1 hangs up
after 9s
expect c2 waiting
after 1s
expect c2 offered to vib
