story "An attempt that fails moves the reservation to the next of the routes"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
after 1s
agent bo of 0615 knows vand speaks da phone=sip:bo@10.0.0.2:5060
bo is available
switch asks c1 from 0615 about vand
expect c1 offered to ida
expect call c1 backup bo
switch tells c1 attempt_failed route_index=0 sip_code=486
expect ida available
expect c1 offered to bo
expect call c1 refused_by ida
switch tells c1 answered route=1
expect c1 answered by bo
