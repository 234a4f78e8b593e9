story "A call offered to an agent who vanishes goes back to its place, and to another"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=30s offer_ms=1m
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
expect c1 offered to ida
after 30s
expect ida unknown
expect c1 waiting
expect call c1 reason lease_lapsed
bo is available
expect c1 offered to bo
