story "A citizen who leaves before an answer makes room; the other chats stay"
needs N77
settings lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=2
ida is available
call c1 from 0615 about vand in da channel=chat
ida accepts c1
call c2 from 0615 about vand in da channel=chat
call c3 from 0615 about vand in da channel=chat
c2 hangs up
expect c2 abandoned
expect c3 offered to ida
c3 hangs up
expect c1 answered by ida
expect ida chatting
