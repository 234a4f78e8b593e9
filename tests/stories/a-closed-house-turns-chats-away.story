story "While closed a chat is turned away where helpers are there for the phone only"
needs N77
settings lease_ms=3h
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
agreement all always
hours of 0615 monday=01:00-02:00
agent bo of 0630 knows vand speaks da
bo is break
call c1 from 0615 about vand in da
expect c1 waiting
call c2 from 0615 about vand in da channel=chat
expect call c2 reason closed
bo takes 1 chats
call c3 from 0615 about vand in da channel=chat
expect c3 waiting
