story "A call goes to the home agent who has been idle longest"
needs N43 N48
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
after 10s
bo is available
after 5s
call c1 from 0615 about vand in da
expect c1 offered to ida
expect call c1 reason longest_idle
expect ida reserved
expect bo available
