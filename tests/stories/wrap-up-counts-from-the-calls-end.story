story "The length of wrap-up counts from the end of the call, also when it is asked for late"
needs N34
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1h
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida ends c1
after 10s
ida makes wrap-up last 60s
after 49s
expect ida wrapping
after 1s
expect ida available
expect availability ida wrap_up_until nothing
call c2 from 0615 about vand in da
ida accepts c2
ida ends c2
after 10s
ida makes wrap-up last 5s
expect ida available
