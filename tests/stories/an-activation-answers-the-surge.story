story "A surge is over when a playbook for it is activated there"
needs N5
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 6 calls an hour from 0615 about vand
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
playbook water-contamination is published and approved
leader activates water-contamination in 0630 for 24h as a1 examples
after 2m
expect surge 0615/vand state suggested
leader activates water-contamination in 0615 for 24h as a2 examples
after 1m
expect surge 0615/vand state answered
