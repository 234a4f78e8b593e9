story "Two missed offers in a row set the agent away, never back to available by themselves"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings offer_ms=20s lease_ms=1h missed_offers_max=2
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
after 20s
expect c1 offered to ida
after 20s
expect c1 waiting
expect ida away
expect availability ida status available
after 5m
expect ida away
ida is available
expect c1 offered to ida
