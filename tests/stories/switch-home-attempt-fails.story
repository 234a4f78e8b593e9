story "A failed attempt of the home set is nobody's refusal"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch asks c1 from 0615 about vand
switch tells c1 attempt_failed route_index=1 sip_code=503
expect c1 offered to ida
