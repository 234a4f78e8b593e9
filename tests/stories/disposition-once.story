story "A disposition is noted once; resolved counts as straksafklaring"
needs N30
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida notes c1 resolved
expect refused call-not-answered at call
ida accepts c1
ida ends c1
ida notes c1 resolved
ida notes c1 resolved
expect kpi 0615 resolved 1
ida notes c1 ticket
expect refused call-has-disposition at disposition
