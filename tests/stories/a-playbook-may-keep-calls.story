story "A playbook that transfers nothing keeps the calls; elsewhere its rule says nothing"
needs N28
organisation 0751 Aarhus municipality member in oestjylland
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
directory has 0615 at 76292929 vip yes vip_number=76292900
playbook water-contamination is changed as v1 transfer=none
approver approves v1 of water-contamination
leader activates water-contamination in 0751 for 4h as a1 examples version=v1
ida transfers c1 warm
ida says the transfer of c1 was not_answered
leader activates water-contamination in 0615 for 4h as a2 examples version=v1
ida transfers c1 warm
expect refused transfer-not-offered at kind
ida transfers c1 cold
expect refused transfer-not-offered at kind
