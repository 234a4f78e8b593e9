story "The figures of a municipality's day add up"
needs N29
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
settings lease_ms=1h service_level_ms=30s
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
call c3 from 0615 about vand in da
after 20s
ida is available
ida accepts c1
after 60s
c2 hangs up
ida ends c1
expect kpi 0615 offered 3
expect kpi 0615 answered 1
expect kpi 0615 answered_within 1
expect kpi 0615 abandoned 1
expect kpi 0615 answered_wait_sum_ms 20000
expect kpi 0615 wait_sum_ms 100000
expect kpi 0615 talk_sum_ms 60000
