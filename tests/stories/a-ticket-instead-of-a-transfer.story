story "A ticket goes to the caller's municipality, is received under a reference of its own, and is erased by its members' time"
needs N101 N102 N103 N104
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
receiver horsens ticket at https://esdh.example.dk/hooks for 0615
ida sends a fault_report of c1 "place=Kildevej 4" people=3 since=-2h
expect ticket ticket-1 state waiting
expect ticket ticket-1 organisation 0615
expect ticket ticket-1 topic vand
expect ticket ticket-1 people 3
ida ends c1
ida sends a help_needed of c1 need=water place=Kildevej people=40 urgency=now
expect ticket ticket-2 urgency now
as partner 0615: partner settles ticket-1 received receipt=ESDH-77
expect ticket ticket-1 state received
expect ticket ticket-1 receipt ESDH-77
as partner 0615: partner settles ticket-1 received receipt=ESDH-77
as partner 0615: partner settles ticket-1 refused refusal=unclear
expect refused ticket-closed at ticket
after 13d
expect ticket ticket-1 place "Kildevej 4"
after 2d
expect no ticket ticket-1
expect ticket ticket-2 place Kildevej
