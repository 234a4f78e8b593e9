story "A silent phone is a missed offer, and after two the agent is away; a busy one is refused"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch asks c1 from 0615 about vand
switch tells c1 attempt_failed route_index=0 sip_code=486
expect availability ida missed_offers 0
switch asks c2 from 0615 about vand
switch tells c2 attempt_failed route_index=0 sip_code=408
expect availability ida missed_offers 1
switch asks c3 from 0615 about vand
switch tells c3 attempt_failed route_index=0
expect ida away
