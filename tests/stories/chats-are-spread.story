story "The next chat goes to who was offered none the longest"
needs N77
settings lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=3
agent bo of 0615 knows vand speaks da chat_capacity=3
ida is available
after 1s
bo is available
after 1s
call c1 from 0615 about vand in da channel=chat
expect c1 offered to ida
after 1s
call c2 from 0615 about vand in da channel=chat
expect c2 offered to bo
after 1s
call c3 from 0615 about vand in da channel=chat
expect c3 offered to ida
