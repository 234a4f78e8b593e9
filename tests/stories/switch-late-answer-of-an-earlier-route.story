story "A phone that was given up and is lifted all the same has the call: nobody stays reserved"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
after 1s
agent bo of 0615 knows vand speaks da phone=sip:bo@10.0.0.2:5060
bo is available
switch asks c1 from 0615 about vand
switch tells c1 attempt_failed route_index=0
expect c1 offered to bo
switch tells c1 answered route=0
expect call c1 reason answered_home
expect bo available
