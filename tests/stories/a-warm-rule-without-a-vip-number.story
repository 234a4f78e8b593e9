story "Where the playbook says warm and there is no VIP number, the call goes cold"
needs N19 N28
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
directory has 0615 at 76292929 vip no
playbook water-contamination is changed as v1 transfer=warm
approver approves v1 of water-contamination
leader activates water-contamination in 0615 for 4h as a1 examples version=v1
ida transfers c1 warm
expect refused transfer-not-offered at kind
ida transfers c1 cold
expect call c1 transfer_kind cold
