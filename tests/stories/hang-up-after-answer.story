story "An answered call is ended, not abandoned"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
c1 hangs up
expect refused call-already-answered at call
ida ends c1
ida ends c1
expect call c1 outcome answered
