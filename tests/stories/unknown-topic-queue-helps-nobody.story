story "Of a topic whose own queue is not known any more an organisation takes over nothing, until it reports"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agreement all always
settings queue_stale_ms=60s lease_ms=1d
agent bo of 0751 knows vand,pas speaks da
bo is available
queue of 0751 topic=vand waiting=0
after 59s
expect foreign_queue 0751/vand known true
after 1s
expect foreign_queue 0751/vand known false
call c1 from 0615 about vand in da
expect c1 waiting
expect call c1 stopped service_state=1
call c2 from 0615 about pas in da
expect c2 offered to bo
bo accepts c2
bo ends c2
queue of 0751 topic=vand waiting=0
after 60s
expect c1 offered to bo
