story "An answer of the second route says that the first has failed, though its event is missing"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
after 1s
agent bo of 0615 knows vand speaks da phone=sip:bo@10.0.0.2:5060
bo is available
switch asks c1 from 0615 about vand
switch tells c1 answered route=1
expect c1 answered by bo
expect ida available
expect availability ida missed_offers 1
