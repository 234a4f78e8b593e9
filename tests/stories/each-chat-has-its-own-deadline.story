story "Of two chats one rings out while the other runs"
needs N77
settings offer_ms=20s lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=2
ida is available
call c1 from 0615 about vand in da channel=chat
ida accepts c1
after 15s
call c2 from 0615 about vand in da channel=chat
expect c2 offered to ida
agent bo of 0615 knows vand speaks da chat_capacity=1
bo is available
after 10s
expect c2 offered to ida
after 10s
expect c2 offered to bo
expect c1 answered by ida
expect ida chatting
