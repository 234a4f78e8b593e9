story "A role does only what its column says"
needs N96
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
as agent ida: organisation 0616 X municipality member in oestjylland
expect refused not-authorised
as auditor: call c1 from 0615 about vand in da
expect refused not-authorised
as telephony: settings wrap_up_ms=10s
expect refused not-authorised
as duty_leader: call c1 from 0615 about vand in da
expect refused not-authorised
expect no kpi 0615
