story "Less capacity ends no chat; nothing new comes until there are fewer"
needs N77
settings wrap_up_ms=0s lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=2
ida is available
call c1 from 0615 about vand in da channel=chat
call c2 from 0615 about vand in da channel=chat
ida accepts c1
ida accepts c2
ida takes 1 chats
expect c1 answered by ida
expect c2 answered by ida
call c3 from 0615 about vand in da channel=chat
ida ends c1
expect c3 waiting
ida ends c2
expect c3 offered to ida
