story "Where the rule is so, the reserve binds only while own citizens wait"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland reserve=5
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d reserve_rule=when_queue
agreement all always
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
vic is available
call c1 from 0615 about vand in da
expect c1 offered to vib
call own from 0630 about pas in da
call c2 from 0615 about vand in da
expect c2 waiting
