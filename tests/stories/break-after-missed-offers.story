story "An agent set away by missed offers can go on a break, and come back"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings offer_ms=20s lease_ms=1h missed_offers_max=1
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
after 20s
expect ida away
ida is break
expect availability ida status break
expect ida away
ida is available
expect c1 offered to ida
