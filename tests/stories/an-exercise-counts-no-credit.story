story "Help is not counted for an exercise among real calls"
needs N9 N93
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
settings lease_ms=1d
settings exercise=false
agent mia of midt knows vand speaks da
mia is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 4h as a1 examples
call c1 from 0615 about vand in da
mia accepts c1
settings exercise=true
after 30s
settings exercise=false
mia ends c1
expect credit midt/*/2026-03-02 calls_given 1
expect no credit midt/activation-1/2026-03-02
