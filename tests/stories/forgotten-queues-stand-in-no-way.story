story "A queue that is said to be reported no more stands in nobody's way"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agreement all always
settings queue_stale_ms=60s lease_ms=1d
agent bo of 0751 knows vand speaks da
bo is available
queue of 0751 topic=vand waiting=0
after 60s
call c1 from 0615 about vand in da
expect c1 waiting
queue of 0751 is forgotten topic=pas
expect refused not-found at organisation
queue of 0751 is forgotten topic=vand
expect no foreign_queue 0751/vand
expect c1 offered to bo
