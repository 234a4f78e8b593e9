story "After-call work of a playbook's calls is what the playbook says, until it is lifted"
needs N34
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows vand,pas speaks da
ida is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
expect activation a1 wrap_up_ms 20000
call c1 from 0615 about vand in da
ida accepts c1
ida ends c1
after 19s
expect ida wrapping
after 1s
expect ida available
call c2 from 0615 about pas in da
ida accepts c2
ida ends c2
after 39s
expect ida wrapping
after 1s
expect ida available
call c3 from 0615 about vand in da
ida accepts c3
leader lifts a1 because over
ida ends c3
after 39s
expect ida wrapping
after 1s
expect ida available
