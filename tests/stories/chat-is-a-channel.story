story "A chat is routed like a call, to who takes chats"
needs N77
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=1
ida is available
call c1 from 0615 about vand in da channel=chat
expect c1 offered to ida
expect call c1 channel chat
expect ida chatting
