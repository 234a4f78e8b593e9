story "A playbook's after-call work is no longer than the longest that the settings allow"
needs N34
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
settings wrap_up_ms=5s wrap_up_max_ms=10s
agent ida of 0615 knows vand speaks da
ida is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
call c1 from 0615 about vand in da
ida accepts c1
ida ends c1
after 10s
expect ida available
