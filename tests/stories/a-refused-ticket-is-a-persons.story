story "A ticket that is refused has a reason, and is escalated at once; a person settles it"
needs N101
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
receiver horsens ticket at https://esdh.example.dk/hooks for 0615
ida sends a fault_report of c1 place=Kildevej
as partner 0615: partner settles ticket-1 delivered
expect refused unknown-value at state
as partner 0615: partner settles ticket-1 received
expect refused missing-field at receipt
as partner 0615: partner settles ticket-1 refused
expect refused missing-field at refusal
as partner 0615: partner settles ticket-1 received receipt=ESDH-77 refusal=unclear
expect refused invalid-request at refusal
as partner 0615: partner settles ticket-1 refused refusal=undelivered
expect refused unknown-value at refusal
as partner 0615: partner settles ticket-1 received "receipt=ring 76292929"
expect refused invalid-request at receipt
expect ticket ticket-1 escalated_at nothing
as partner 0615: partner settles ticket-1 refused refusal=other_authority
expect ticket ticket-1 state refused
expect ticket ticket-1 escalated_at 1772434800000
expect ticket ticket-1 refusal other_authority
as partner 0615: partner settles ticket-1 received receipt=ESDH-77
expect ticket ticket-1 state received
expect ticket ticket-1 refusal none
leader withdraws ticket-1
expect refused ticket-closed at ticket
as partner 0615: partner settles ticket-2 received receipt=ESDH-77
expect refused unknown-ticket at ticket
