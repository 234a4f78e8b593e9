story "Whose leave to answer ends gets no more chats beside the running one"
needs N77
settings lease_ms=1d wrap_up_ms=0s
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
untrained agent ida of 0615 knows vand speaks da chat_capacity=2
leader lets ida answer until +1h because storm
ida is available
call c1 from 0615 about vand in da channel=chat
ida accepts c1
after 61m
call c2 from 0615 about vand in da channel=chat
expect c2 waiting
ida ends c1
expect ida away
