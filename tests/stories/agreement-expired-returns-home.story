story "A call that rings out after the agreement has ended is not offered to a helper again"
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
vic is available
after 19s
expect c1 offered to vib
after 1s
expect c1 waiting
