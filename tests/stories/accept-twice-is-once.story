story "Accepting twice is accepting once"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida accepts c1
expect c1 answered by ida
expect kpi 0615 answered 1
