story "A ticket with what looks like a CPR number, a phone number or an e-mail address is refused"
needs N103
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
receiver horsens ticket at https://esdh.example.dk/hooks for 0615
ida sends a fault_report of c1 "place=Kildevej 010190-1234"
expect refused invalid-request at place
ida sends a fault_report of c1 "place=Kildevej 76292929"
expect refused invalid-request at place
ida sends a fault_report of c1 "place=Kildevej 76 29 29 29"
expect refused invalid-request at place
ida sends a fault_report of c1 "place=Kildevej +46 8 123456"
expect refused invalid-request at place
ida sends a fault_report of c1 "place=per@example.dk"
expect refused invalid-request at place
ida sends a fault_report of c1 "place=Kildevej 104, 8700 Horsens"
expect ticket ticket-1 place "Kildevej 104, 8700 Horsens"
