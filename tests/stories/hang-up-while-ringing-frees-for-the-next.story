story "When the caller hangs up while it rings, the next who waits is offered"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
c1 hangs up
expect c2 offered to ida
