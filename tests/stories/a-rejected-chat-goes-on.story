story "A rejected chat goes to another, and not back to who said no"
needs N77
settings lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da chat_capacity=2
ida is available
call c1 from 0615 about vand in da channel=chat
ida rejects c1
expect c1 waiting
expect ida available
ida rejects c1
agent bo of 0615 knows vand speaks da chat_capacity=2
bo is available
expect c1 offered to bo
ida accepts c1
expect refused call-not-offered
