story "A break takes no calls; coming back does"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
ida is break
expect ida away
call c1 from 0615 about vand in da
expect c1 waiting
ida is available
expect c1 offered to ida
