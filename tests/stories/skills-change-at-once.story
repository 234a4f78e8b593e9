story "A skill that is added counts from the next moment, also for those who wait"
needs N48
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about pas in da
expect c1 waiting
agent ida of 0615 knows vand,pas speaks da
expect c1 offered to ida
