story "Only a chat has after-call work of its own"
needs N77
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida ends c1
ida ends wrap-up of c1
expect refused invalid-request at call
expect ida wrapping
