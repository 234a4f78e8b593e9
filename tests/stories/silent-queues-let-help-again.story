story "What was said of all queues together stops help no longer than a quarter of an hour of silence; seats stay full"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
agreement all always
settings queue_stale_ms=60s lease_ms=1d service_dwell_ms=0 overloaded_wait_ms=60s offer_lease_ms=1d
queue of 0751 waiting=4 longest_wait_ms=90s
expect service 0751 inferred overloaded
0751 offers o1 with 2 seats about vand in da
call c1 from 0615 about vand in da
after 16m
expect service 0751 inferred normal
expect foreign_queue 0751/* silent true
expect c1 waiting
agent bo of 0751 knows vand speaks da
bo is available
expect c1 offered to bo
