story "An event told twice counts once"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch asks c1 from 0615 about vand
switch tells c1 answered route=0 event_id=b1-1
switch tells c1 answered route=0 event_id=b1-1
expect c1 answered by ida
switch tells c1 ended event_id=b1-2
switch tells c1 ended event_id=b1-2
switch tells c1 answered route=0 event_id=b1-1
expect call c1 state wrapping
expect kpi 0615 answered 1
