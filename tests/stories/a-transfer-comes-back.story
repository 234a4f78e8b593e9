story "What was put through may come back; then that is what became of it"
needs N16
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida says the transfer of c1 was connected
expect refused no-transfer at outcome
directory has 0615 at 76292929 vip no
ida transfers c1 cold
ida ends c1
ida says the transfer of c1 was not_answered
expect refused no-transfer at outcome
ida says the transfer of c1 was returned
ida says the transfer of c1 was returned
expect call c1 transfer_outcome returned
expect kpi 0615 transfers_returned 1
ida says the transfer of c1 was connected
expect refused no-transfer at outcome
