story "Of two playbooks about a call the one whose answer stands first says how long after-call work lasts"
needs N34
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows vand speaks da
ida is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a2 examples
playbook water-contamination is changed as v2 wrap_up_ms=60s
approver approves v2 of water-contamination
leader activates water-contamination in 0615 for 24h as a1 examples version=v2 priority=7
call c1 from 0615 about vand in da
ida accepts c1
ida ends c1
after 59s
expect ida wrapping
after 1s
expect ida available
leader updates a2 because vigtigst priority=8
call c2 from 0615 about vand in da
ida accepts c2
ida ends c2
after 20s
expect ida available
