story "A ringing phone is the offer: lifting it accepts, and its end begins the wrap-up"
settings lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch asks c1 from 0615 about vand
expect c1 offered to ida
expect call c1 leg routed
after 3s
switch tells c1 answered route=0
expect c1 answered by ida
expect ida in_call
after 2m
switch tells c1 ended
expect call c1 state wrapping
expect call c1 leg over
after 40s
expect ida available
