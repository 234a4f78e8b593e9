story "When it is not known any more who waits at its own switchboard, the reserve is as without it"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agreement all always
settings reserve_rule=when_queue queue_stale_ms=60s lease_ms=1d
organisation 0751 Aarhus municipality member in oestjylland reserve=1
agent bo of 0751 knows vand speaks da
bo is available
queue of 0751 waiting=2
call c1 from 0615 about vand in da
expect c1 waiting
after 60s
expect c1 offered to bo
