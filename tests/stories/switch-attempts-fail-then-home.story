story "When every agent of the routes has failed the call has gone home, and nobody is reserved"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
after 1s
agent bo of 0615 knows vand speaks da phone=sip:bo@10.0.0.2:5060
bo is available
switch asks c1 from 0615 about vand
switch tells c1 attempt_failed route_index=0 sip_code=503
switch tells c1 attempt_failed route_index=1 sip_code=408
expect call c1 outcome diverted
expect call c1 reason routes_exhausted
expect ida available
expect bo available
switch tells c1 answered route=home
expect call c1 outcome diverted
switch asks c1 from 0615 about vand
expect refused call-ended
