story "A ticket is made where the organisation takes them and the playbook lets it, by who talks with the caller"
needs N28 N101
organisation 0751 Aarhus municipality member in oestjylland
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0751 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida sends a fault_report of c1 place=Kildevej
expect refused no-ticket-receiver at call
receiver aarhus ticket at https://esdh.example.dk/hooks for 0751
receiver chatbot chatbot at https://bot.example.dk/hooks for 0615
ida sends a fault_report of c1 place=Kildevej
expect refused no-ticket-receiver at call
receiver horsens ticket at https://esdh.example.dk/hooks for 0615
bo sends a fault_report of c1 place=Kildevej
expect refused not-authorised at call
playbook water-contamination is changed as v1 transfer=warm
approver approves v1 of water-contamination
leader activates water-contamination in 0615 for 4h as a1 examples version=v1
ida sends a fault_report of c1 place=Kildevej
expect refused transfer-not-offered at kind
leader lifts a1 because over
ida sends a fault_report of c1 place=Kildevej
expect ticket ticket-1 state waiting
as partner 0751: partner settles ticket-1 received receipt=1
expect refused other-organisation at ticket
ida ends c1
ida ends wrap-up
ida sends a fault_report of c1 place=Kildevej
expect refused call-not-answered at call
organisation 0615 is removed
expect refused in-use at organisation
