story "A call that rings at a phone is neither accepted nor refused on a screen"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch asks c1 from 0615 about vand
ida accepts c1
expect refused call-at-phone at call
ida rejects c1
expect refused call-at-phone at call
expect c1 offered to ida
