story "A switch that tells nothing of a call within the lease has lost it: the agent is free, and has missed nothing"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch asks c1 from 0615 about vand
after 20s
expect ida available
expect availability ida missed_offers 0
expect call c1 reason switch_silent
switch tells c1 answered route=0
expect ida available
