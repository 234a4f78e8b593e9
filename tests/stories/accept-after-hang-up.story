story "Accepting a call whose caller has hung up says so"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
c1 hangs up
ida accepts c1
expect refused call-ended at call
