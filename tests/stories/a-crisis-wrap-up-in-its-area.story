story "A playbook's after-call work is for the callers it is about"
needs N34
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0630 knows vand speaks da
ida is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
call c1 from 0630 about vand in da
ida accepts c1
ida ends c1
after 20s
expect ida wrapping
