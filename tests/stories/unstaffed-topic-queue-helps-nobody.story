story "Of a topic that nobody answers at its own switchboard an organisation takes over nothing"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agreement all always
settings service_dwell_ms=0 queue_stale_ms=1h lease_ms=1d
agent bo of 0751 knows vand speaks da
bo is available
queue of 0751 topic=vand agents_available=0 agents_busy=0
call c1 from 0615 about vand in da
expect c1 waiting
queue of 0751 topic=vand agents_available=1 agents_busy=0
expect c1 offered to bo
