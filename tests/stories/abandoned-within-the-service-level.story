story "Who hangs up within the service level is counted apart"
needs N29
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings service_level_ms=30s
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
after 10s
c1 hangs up
expect kpi 0615 abandoned_within 1
after 50s
c2 hangs up
expect kpi 0615 abandoned 2
expect kpi 0615 abandoned_within 1
expect kpi 0615 wait_sum_ms 70000
