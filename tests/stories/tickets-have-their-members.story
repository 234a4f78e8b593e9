story "Each kind of ticket has its members: those it needs, those it may have, and no others"
needs N101 N103
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
receiver horsens ticket at https://esdh.example.dk/hooks for 0615
ida sends a fault_report of c1 people=3
expect refused missing-field at place
ida sends a fault_report of c1 place=Kildevej need=water
expect refused unknown-field at need
ida sends a help_needed of c1 place=Kildevej people=3
expect refused missing-field at need
ida sends a case_question of c1 case_reference=24/012345 place=Kildevej question=status
expect refused unknown-field at place
ida sends a fault_report of c1 place=Kildevej since=+1h
expect refused out-of-range at since
ida sends a fault_report of c1 place=Kildevej deadline_at=-1h
expect refused out-of-range at deadline_at
ida sends a case_question of c1 case_reference=24/012345 question=status
expect ticket ticket-1 case_reference 24/012345
