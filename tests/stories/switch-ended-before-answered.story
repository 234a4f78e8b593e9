story "An end that is told before its answer frees the agent; the answer then is too late"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch asks c1 from 0615 about vand
switch tells c1 ended
expect ida available
expect call c1 reason ended_early
switch tells c1 answered route=0
expect ida available
expect kpi 0615 answered 0
