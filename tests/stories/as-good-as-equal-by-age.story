story "Of two who have waited nearly as long, the first goes first"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows vand,pas speaks da
call c1 from 0615 about vand in da
after 50ms
call c2 from 0615 about pas in da
after 900ms
ida is available
expect c1 offered to ida
