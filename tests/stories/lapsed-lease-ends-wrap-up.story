story "An agent who vanishes in wrap-up has wrapped up"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=30s wrap_up_ms=2m
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida ends c1
after 30s
expect ida unknown
expect call c1 state ended
expect availability ida call nothing
