story "A caller who hangs up while the phone rings frees the agent; the same again does nothing"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch asks c1 from 0615 about vand
switch tells c1 abandoned sip_code=487
expect c1 abandoned
expect ida available
switch tells c1 abandoned sip_code=487
switch tells c1 answered route=0
expect ida available
switch asks c1 from 0615 about vand
expect refused call-ended
