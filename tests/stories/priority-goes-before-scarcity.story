story "A higher priority goes first whatever the topic"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows vand,pas speaks da
call c1 from 0615 about vand in da
after 60s
call c2 from 0615 about pas in da priority=9
ida is available
expect c2 offered to ida
expect c1 waiting
