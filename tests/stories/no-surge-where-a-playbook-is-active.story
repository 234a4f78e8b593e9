story "No surge is suggested where a playbook for the topic is active"
needs N5
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 6 calls an hour from 0615 about vand
usually 6 calls an hour from 0630 about vand
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
60 callers from 0615 about vand over 10m
60 callers from 0630 about vand over 10m
expect no surge 0615/vand
expect surge 0630/vand state suggested
leader lifts a1 because slut
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
