story "At midnight in Copenhagen a new day's figures begin, with those who still wait"
needs N29
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
at 22:59:50
call c1 from 0615 about vand in da
expect kpi 0615 day 2026-03-02
after 10s
call c2 from 0615 about vand in da
expect kpi 0615 day 2026-03-03
expect kpi 0615 offered 1
expect kpi 0615 waiting_at_midnight 1
