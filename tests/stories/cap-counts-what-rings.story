story "A call that rings at a helper counts for the cap, until it comes back"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
agreement all always calls_max=1
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
agent vid of 0630 knows pas speaks da
vid is available
call c1 from 0615 about vand in da
call c2 from 0615 about pas in da
expect c1 offered to vib
expect c2 waiting
c1 hangs up
expect c2 offered to vid
