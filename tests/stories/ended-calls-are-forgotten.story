story "An ended call is kept for its retention and then forgotten"
needs N103
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings call_retention_ms=1h
call c1 from 0615 about vand in da
c1 hangs up
after 59m
expect c1 abandoned
after 1m
expect no call c1
