story "A chat is helped by the same agreements, own citizens first"
needs N77
settings wrap_up_ms=0s lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
agent bo of 0630 knows vand speaks da chat_capacity=1
bo is available
call c1 from 0615 about vand in da channel=chat
expect c1 waiting
agreement all always
expect c1 offered to bo
bo accepts c1
call c2 from 0615 about vand in da channel=chat
after 1s
call c3 from 0630 about vand in da channel=chat
bo ends c1
expect c3 offered to bo
