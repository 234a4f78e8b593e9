story "A VIP number that does not answer opens the cold way, for this call"
needs N19
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
directory has 0615 at 76292929 vip yes vip_number=76292900
ida transfers c1 warm
ida transfers c1 cold
expect refused transfer-under-way at kind
ida says the transfer of c1 was not_answered
expect kpi 0615 transfers_not_answered 1
ida transfers c1 cold
expect call c1 transfer_kind cold
expect call c1 transfers 2
ida ends c1
expect kpi 0615 cold_transfers 1
expect kpi 0615 warm_transfers 0
