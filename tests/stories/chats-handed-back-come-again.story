story "A chat handed back comes again where nobody else takes chats"
needs N77
settings lease_ms=1h offer_ms=20s missed_offers_max=5
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
agreement all always
agent ida of 0615 knows vand speaks da
agent bo of 0630 knows vand speaks da chat_capacity=1
ida is break
bo is available
call c1 from 0615 about vand in da channel=chat
expect c1 offered to bo
after 20s
expect c1 offered to bo
expect call c1 offers 2
