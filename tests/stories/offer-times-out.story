story "An offer that nobody picks up goes to the next agent after 20 seconds"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings offer_ms=20s lease_ms=1h
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
after 1s
bo is available
call c1 from 0615 about vand in da
after 19s
expect c1 offered to ida
after 1s
expect c1 offered to bo
expect ida available
expect availability ida missed_offers 1
