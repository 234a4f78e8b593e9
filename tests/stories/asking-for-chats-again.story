story "Who missed chats while others run asks for more by being available"
needs N77
settings offer_ms=20s lease_ms=1h missed_offers_max=1 wrap_up_ms=0s
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=3
ida is available
call c1 from 0615 about vand in da channel=chat
ida accepts c1
call c2 from 0615 about vand in da channel=chat
after 20s
expect c2 waiting
ida is available
expect c2 offered to ida
