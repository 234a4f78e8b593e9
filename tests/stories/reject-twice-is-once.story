story "Rejecting twice is rejecting once"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida rejects c1
ida rejects c1
expect call c1 offers 1
