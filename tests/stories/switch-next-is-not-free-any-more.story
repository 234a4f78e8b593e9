story "The next of the routes who is not free any more is passed over: the call has gone home"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
after 1s
agent bo of 0615 knows vand speaks da phone=sip:bo@10.0.0.2:5060
bo is available
switch asks c1 from 0615 about vand
expect call c1 backup bo
bo is break
switch tells c1 attempt_failed route_index=0 sip_code=486
expect call c1 reason routes_exhausted
expect bo away
expect ida available
