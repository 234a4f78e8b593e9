story "An exercise among real calls rules over no transfer; in an installation for exercises it does"
needs N9 N28
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
settings exercise=false
directory has 0615 at 76292929 vip yes vip_number=76292930
agent ida of 0615 knows vand speaks da
ida is available
playbook water-contamination is changed as v2 transfer=ticket
approver approves v2 of water-contamination
leader activates water-contamination in 0615 for 24h as a1 examples version=v2
call c1 from 0615 about vand in da
ida accepts c1
settings exercise=true
ida transfers c1 warm
expect refused transfer-not-offered
settings exercise=false
ida transfers c1 warm
