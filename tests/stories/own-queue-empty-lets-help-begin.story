story "With the reserve bound to the own queue, help begins when the last of the own citizens no longer waits"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland reserve=1
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
agreement all always
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows pas speaks da
vib is available
settings reserve_rule=when_queue
call c1 from 0630 about pas in da
call c2 from 0615 about vand in da
expect c2 waiting
c1 hangs up
expect c2 offered to vib
