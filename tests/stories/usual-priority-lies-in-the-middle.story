story "A call without a priority goes before one of low priority that has waited longer"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
call c1 from 0615 about vand in da priority=3
after 60s
call c2 from 0615 about vand in da
ida is available
expect c2 offered to ida
expect call c2 priority 5
