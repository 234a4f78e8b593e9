story "Who says no to one caller is offered the next who waits, and a rejection is no missed offer"
needs N98
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1h missed_offers_max=2
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
after 1s
call c2 from 0615 about vand in da
after 1s
call c3 from 0615 about vand in da
ida rejects c1
expect c1 waiting
expect c2 offered to ida
ida rejects c2
expect c2 waiting
expect ida reserved
expect availability ida missed_offers 0
