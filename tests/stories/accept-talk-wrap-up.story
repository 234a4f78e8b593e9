story "Accept, talk, end, wrap-up of 40 seconds, free again"
needs N34
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
settings lease_ms=1h
ida is available
call c1 from 0615 about vand in da
after 3s
ida accepts c1
expect c1 answered by ida
expect ida in_call
after 120s
ida ends c1
expect ida wrapping
expect call c1 state wrapping
after 39s
expect ida wrapping
after 1s
expect ida available
expect call c1 state ended
expect call c1 outcome answered
