story "When the agreement comes into force the longest waiting is offered first, whatever its topic"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s leave_ms=0s dwell_ms=10s
agent vib of 0630 knows vand,pas speaks da
vib is available
call c1 from 0615 about pas in da
after 1s
call c2 from 0615 about vand in da
after 1s
call c3 from 0615 about pas in da priority=9
after 68s
expect c1 offered to vib
expect c2 waiting
expect c3 waiting
