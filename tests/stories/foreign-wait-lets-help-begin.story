story "Who waits long at an organisation's own switchboard brings help into force, and what is unknown ends it"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agreement wait above_wait enter_ms=60s leave_ms=30s
settings queue_stale_ms=60s lease_ms=1d
agent bo of 0751 knows vand speaks da
bo is available
queue of 0615 topic=vand waiting=3 longest_wait_ms=40s
expect no overflow wait/0615
after 19s
expect no overflow wait/0615
after 1s
expect overflow wait/0615 organisation 0615
call c1 from 0615 about vand in da
expect c1 waiting
after 30s
expect c1 offered to bo
bo accepts c1
bo ends c1
after 10s
expect foreign_queue 0615/vand known false
expect no overflow wait/0615
