story "Who rings, talks or wraps up on the phone is offered no chat"
needs N77
settings wrap_up_ms=30s lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=3
ida is available
call c1 from 0615 about vand in da
expect c1 offered to ida
call c2 from 0615 about vand in da channel=chat
expect c2 waiting
ida accepts c1
call c3 from 0615 about vand in da channel=chat
expect c3 waiting
ida ends c1
expect ida wrapping
call c4 from 0615 about vand in da channel=chat
expect c4 waiting
expect c2 waiting
after 30s
expect c2 offered to ida
