story "A break while the phone rings counts once that is over: the switch goes on ringing"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch asks c1 from 0615 about vand
ida is break
expect c1 offered to ida
switch tells c1 attempt_failed route_index=0
expect ida away
ida is available
switch asks c2 from 0615 about vand
ida is break
ida is available
switch tells c2 answered route=0
expect c2 answered by ida
