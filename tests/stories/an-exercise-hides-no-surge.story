story "A surge of real calls is suggested also where an exercise is active"
needs N5 N9
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings call_retention_ms=1m
settings exercise=false
usually 6 calls an hour from 0615 about vand
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
