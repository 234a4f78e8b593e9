story "A wait that began elsewhere counts in the figures and for the service level"
needs N29
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings service_level_ms=30s
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da enqueued_at=-60s
ida accepts c1
expect kpi 0615 answered_wait_sum_ms 60000
expect kpi 0615 answered_within 0
