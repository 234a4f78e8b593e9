story "An accepted offer clears the missed ones"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings offer_ms=20s lease_ms=1h missed_offers_max=2 wrap_up_ms=0s
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
after 20s
expect availability ida missed_offers 1
ida accepts c1
expect availability ida missed_offers 0
ida ends c1
expect ida available
