story "A helper's agent is rung like one at home, and is the next of the routes too"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
organisation 0751 Aarhus municipality member in oestjylland
agreement all always
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
agent eva of 0751 knows vand speaks da phone=sip:eva@10.0.1.1
eva is available
switch asks c1 from 0615 about vand
expect call c1 backup eva
switch tells c1 attempt_failed route_index=0
expect c1 offered to eva
expect call c1 reason helped
