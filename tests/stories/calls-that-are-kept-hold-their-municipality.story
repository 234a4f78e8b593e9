story "A municipality is not removed while its calls are kept; then a reference may come again"
needs N97 N103
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings call_retention_ms=1h
call c1 from 0615 about vand in da
c1 hangs up
organisation 0615 is removed
expect refused in-use at organisation
after 1h
expect no call c1
call c1 from 0615 about vand in da
expect kpi 0615 offered 2
