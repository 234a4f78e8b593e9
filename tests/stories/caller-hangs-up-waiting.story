story "A caller who hangs up while waiting is counted as abandoned"
needs N29
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
call c1 from 0615 about vand in da
after 30s
c1 hangs up
expect c1 abandoned
expect kpi 0615 abandoned 1
expect kpi 0615 wait_sum_ms 30000
c1 hangs up
expect kpi 0615 abandoned 1
