story "Only what was resolved at once counts as straksafklaring, and nothing is no disposition"
needs N30
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida ends c1
ida notes c1 none
expect refused unknown-value at disposition
ida notes c1 ticket
expect call c1 disposition ticket
expect kpi 0615 resolved 0
