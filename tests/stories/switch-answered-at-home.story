story "A call that somebody at home has answered holds no agent"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch asks c1 from 0615 about vand
switch tells c1 answered route=home
expect ida available
expect call c1 reason answered_home
