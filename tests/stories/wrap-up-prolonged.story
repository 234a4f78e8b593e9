story "Wrap-up can be prolonged up to the limit"
needs N34
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings wrap_up_max_ms=5m lease_ms=1h
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida ends c1
ida makes wrap-up last 2m
after 119s
expect ida wrapping
after 1s
expect ida available
call c2 from 0615 about vand in da
ida accepts c2
ida ends c2
ida makes wrap-up last 6m
expect refused out-of-range at length_ms
