story "A switch that sends the call home by itself frees whoever was reserved, and it is not decided again"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch asks c1 from 0615 about vand
switch tells c1 fallback reason=deadline
expect ida available
expect call c1 reason sent_home
switch asks c1 from 0615 about vand
expect refused call-ended
switch asks c2 from 0615 about vand
switch tells c2 failed sip_code=500
expect ida available
expect call c2 reason switch_failed
switch asks c3 from 0615 about vand
switch tells c3 answered route=0
switch tells c3 fallback reason=bad_answer
expect call c3 state wrapping
