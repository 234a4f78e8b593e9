story "A call that rings at a helper when the agreement ends may be answered; once it comes back it stays at home"
needs N97
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
settings offer_ms=20s
agreement all always valid_until=+10s
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
after 10s
expect agreement all in_force false
expect c1 offered to vib
vib accepts c1
expect c1 answered by vib
vic is available
call c2 from 0615 about vand in da
expect c2 waiting
