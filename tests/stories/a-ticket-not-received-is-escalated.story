story "A ticket that nobody has received by its deadline is escalated, once"
needs N101
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
receiver horsens ticket at https://esdh.example.dk/hooks for 0615
ida sends a fault_report of c1 place=Kildevej urgency=today
expect ticket ticket-1 escalated_at nothing
after 3h
expect ticket ticket-1 escalated_at nothing
after 61m
expect ticket ticket-1 state waiting
expect ticket ticket-1 escalated_at 1772449200000
leader withdraws ticket-1
leader withdraws ticket-1
expect ticket ticket-1 state withdrawn
