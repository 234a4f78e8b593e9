story "A call that rang at a vanished agent goes to another who is there"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=30s offer_ms=1m
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
after 1s
bo is available
call c1 from 0615 about vand in da
expect c1 offered to ida
after 31s
expect ida unknown
expect call c1 offers 2
