story "A break asked for during a call begins after wrap-up"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1h
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida is break
expect ida in_call
expect availability ida status break
ida ends c1
expect ida wrapping
after 40s
expect ida away
