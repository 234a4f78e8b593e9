story "The same call again is the same decision, and no second reservation"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
after 1s
agent bo of 0615 knows vand speaks da phone=sip:bo@10.0.0.2:5060
bo is available
switch asks c1 from 0615 about vand
switch asks c1 from 0615 about vand
expect c1 offered to ida
expect call c1 decision 1
expect bo available
expect kpi 0615 offered 1
