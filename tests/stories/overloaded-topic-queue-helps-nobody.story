story "Of a topic whose own callers wait long, for long enough, an organisation takes over nothing; the others go on"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agreement all always
settings service_dwell_ms=30s queue_stale_ms=1h overloaded_wait_ms=2m lease_ms=1d
agent bo of 0751 knows vand,pas speaks da
agent eva of 0751 knows vand,pas speaks da
bo is available
eva is available
queue of 0751 topic=vand waiting=4 longest_wait_ms=130s
expect foreign_queue 0751/vand state normal
after 30s
queue of 0751 topic=vand waiting=4 longest_wait_ms=150s
expect foreign_queue 0751/vand state overloaded
call c1 from 0615 about vand in da
expect c1 waiting
call c2 from 0615 about pas in da
expect c2 offered to bo
bo accepts c2
queue of 0751 topic=vand waiting=0
expect c1 waiting
after 30s
queue of 0751 topic=vand waiting=0
expect c1 offered to eva
