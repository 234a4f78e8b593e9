story "Without a VIP number nobody queues with the caller: cold, and no warm transfer"
needs N19
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida transfers c1 cold
expect refused transfer-not-offered at kind
directory has 0615 at 76292929 vip promised
ida transfers c1 warm
expect refused transfer-not-offered at kind
ida transfers c1 cold
expect call c1 transfer_kind cold
ida ends c1
expect call c1 transfer_outcome connected
expect call c1 disposition cold_transfer
expect kpi 0615 cold_transfers 1
expect kpi 0615 warm_transfers 0
