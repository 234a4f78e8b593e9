story "An agent without a phone takes no calls of a switch"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
after 1s
agent bo of 0615 knows vand speaks da phone=sip:bo@10.0.0.2:5060
bo is available
switch asks c1 from 0615 about vand
expect c1 offered to bo
call c2 from 0615 about vand in da
expect c2 offered to ida
