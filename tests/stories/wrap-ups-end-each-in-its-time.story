story "A prolonged wrap-up holds nobody else's up"
needs N34
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1h
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
bo is available
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
ida accepts c1
bo accepts c2
ida ends c1
ida makes wrap-up last 5m
after 1s
bo ends c2
after 40s
expect bo available
expect ida wrapping
