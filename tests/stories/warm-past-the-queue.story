story "Where a VIP number is open, a call is transferred warm, and not cold"
needs N16 N19
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
directory has 0615 at 76292929 vip yes vip_number=76292900
ida transfers c1 cold
expect refused transfer-not-offered at kind
ida transfers c1 warm
expect call c1 transfer_kind warm
expect call c1 transfers 1
ida transfers c1 warm
expect call c1 transfers 1
ida says the transfer of c1 was connected
expect call c1 transfer_outcome connected
expect call c1 disposition warm_transfer
expect kpi 0615 warm_transfers 1
