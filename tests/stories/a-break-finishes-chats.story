story "On a break what runs is finished and what is offered goes back"
needs N77
settings wrap_up_ms=0s lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=2
ida is available
call c1 from 0615 about vand in da channel=chat
ida accepts c1
call c2 from 0615 about vand in da channel=chat
expect c2 offered to ida
ida is break
expect c2 waiting
expect call c2 reason agent_left
expect c1 answered by ida
expect ida chatting
ida ends c1
expect ida away
ida is available
expect c2 offered to ida
