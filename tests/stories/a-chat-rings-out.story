story "A chat that nobody takes in time goes on to another, and keeps its age"
needs N77
settings offer_ms=20s lease_ms=1h missed_offers_max=3
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=2
ida is available
call c1 from 0615 about vand in da channel=chat
expect c1 offered to ida
agent bo of 0615 knows vand speaks da chat_capacity=2
bo is available
after 20s
expect c1 offered to bo
expect call c1 reason longest_idle
expect availability ida missed_offers 1
expect ida available
