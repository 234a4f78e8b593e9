story "Coming back from a break or signing in again begins without missed offers"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings offer_ms=20s lease_ms=1h missed_offers_max=3
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
after 20s
expect availability ida missed_offers 1
ida is break
expect c1 waiting
ida is available
expect availability ida missed_offers 0
after 20s
expect availability ida missed_offers 1
ida is offline
expect c1 waiting
ida is available
expect availability ida missed_offers 0
expect c1 offered to ida
