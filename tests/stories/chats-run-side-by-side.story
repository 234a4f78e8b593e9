story "An agent holds as many chats as were opened, and the next waits"
needs N77
settings wrap_up_ms=0s
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=2
ida is available
call c1 from 0615 about vand in da channel=chat
call c2 from 0615 about vand in da channel=chat
call c3 from 0615 about vand in da channel=chat
expect c1 offered to ida
expect c2 offered to ida
expect c3 waiting
ida accepts c1
ida accepts c2
expect c3 waiting
ida ends c1
expect c3 offered to ida
expect ida chatting
ida accepts c3
ida ends c2
ida ends c3
expect ida available
