story "A topic's own queue that stays unknown for a quarter of an hour keeps its organisation's agents from helping no more"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
agreement all always
settings queue_stale_ms=60s lease_ms=1d service_dwell_ms=0 overloaded_wait_ms=60s
agent bo of 0751 knows vand speaks da
bo is available
queue of 0751 topic=vand waiting=4 longest_wait_ms=90s
expect foreign_queue 0751/vand state overloaded
call c1 from 0615 about vand in da
after 15m
expect foreign_queue 0751/vand known false
expect c1 waiting
after 59s
expect foreign_queue 0751/vand silent false
after 1s
expect foreign_queue 0751/vand silent true
expect foreign_queue 0751/vand known false
expect c1 offered to bo
bo accepts c1
bo ends c1
queue of 0751 topic=vand waiting=4 longest_wait_ms=90s
expect foreign_queue 0751/vand silent false
call c2 from 0615 about vand in da
after 60s
expect c2 waiting
