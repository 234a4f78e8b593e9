story "A dwell that ends and begins anew at the same moment begins with the next command, and nothing stands still"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d wrap_up_ms=40s offer_ms=20s missed_offers_max=1
agreement long above_wait enter_ms=60s dwell_ms=5m
agent hor of 0615 knows vand speaks da
agent ida of 0615 knows vand speaks da
agent vib of 0630 knows vand speaks da
vib is available
hor is available
call c0 from 0615 about vand in da
hor accepts c0
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
after 50s
hor ends c0
after 20s
ida is available
expect c1 offered to ida
after 20s
expect c2 offered to hor
expect c1 waiting
hor accepts c2
after 299s
expect c1 waiting
after 1s
expect c1 offered to vib
