story "A lapsed lease gives back what is offered, ends after-call work and leaves what runs"
needs N77
settings lease_ms=30s wrap_up_ms=5m wrap_up_max_ms=5m offer_ms=10m unknown_ms=1m
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=3
ida is available
call c1 from 0615 about vand in da channel=chat
call c2 from 0615 about vand in da channel=chat
call c3 from 0615 about vand in da channel=chat
ida accepts c1
ida accepts c2
ida ends c2
after 30s
expect ida unknown
expect call c2 state ended
expect c3 waiting
expect call c3 reason lease_lapsed
expect c1 answered by ida
after 2m
expect ida unknown
ida renews
expect ida chatting
expect c3 offered to ida
