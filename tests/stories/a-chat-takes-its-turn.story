story "Of a chat and a call that wait alike the older is offered first, the more urgent before both"
needs N77
settings wrap_up_ms=0s lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=1
call c1 from 0615 about vand in da
after 1s
call c2 from 0615 about vand in da channel=chat
after 1s
call c3 from 0615 about vand in da channel=chat priority=9
ida is available
expect c3 offered to ida
ida accepts c3
ida ends c3
expect c1 offered to ida
ida accepts c1
ida ends c1
expect c2 offered to ida
