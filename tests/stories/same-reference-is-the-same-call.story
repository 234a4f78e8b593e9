story "A switch that repeats an arrival gets the same call"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
call c1 from 0615 about vand in da
call c1 from 0615 about vand in da
expect kpi 0615 offered 1
