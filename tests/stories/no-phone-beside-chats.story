story "Who holds a chat, offered or running, is offered no phone call"
needs N77
settings wrap_up_ms=0s
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=3
ida is available
call c1 from 0615 about vand in da channel=chat
expect c1 offered to ida
call c2 from 0615 about vand in da
expect c2 waiting
ida accepts c1
call c3 from 0615 about vand in da
expect c3 waiting
ida ends c1
expect c2 offered to ida
