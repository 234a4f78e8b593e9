story "Each chat has after-call work of its own, which holds its place"
needs N77
settings wrap_up_ms=40s wrap_up_max_ms=2m lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=2
ida is available
call c1 from 0615 about vand in da channel=chat
call c2 from 0615 about vand in da channel=chat
ida accepts c1
ida accepts c2
ida ends c1
expect call c1 state wrapping
expect ida chatting
call c3 from 0615 about vand in da channel=chat
expect c3 waiting
after 40s
expect call c1 state ended
expect c3 offered to ida
ida accepts c3
ida ends c2
ida makes wrap-up of c2 last 90s
after 60s
expect call c2 state wrapping
ida makes wrap-up of c2 last 3m
expect refused out-of-range at length_ms
ida ends wrap-up of c2
expect call c2 state ended
ida ends wrap-up of c2
expect refused agent-not-wrapping at call
ida ends wrap-up
expect refused agent-not-wrapping
