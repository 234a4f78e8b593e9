story "A reserve counts who chats for others as it counts who talks for them"
needs N77
settings lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland reserve=1
topic vand handled by municipality
agreement all always
agent bo of 0630 knows vand speaks da chat_capacity=1
agent eva of 0630 knows vand speaks da chat_capacity=1
bo is available
eva is available
call c1 from 0615 about vand in da channel=chat
expect c1 offered to bo
call c2 from 0615 about vand in da channel=chat
expect c2 waiting
expect call c2 stopped reserve=1
call c3 from 0630 about vand in da channel=chat
expect c3 offered to eva
