story "Accepting an offer that has moved on is refused and changes nothing"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings offer_ms=20s lease_ms=1h
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
after 1s
bo is available
call c1 from 0615 about vand in da
after 25s
ida accepts c1
expect refused call-not-offered at call
expect c1 offered to bo
