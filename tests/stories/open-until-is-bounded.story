story "An activation keeps open within its own time, and a week at most"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples open_until=-1m
expect refused out-of-range at open_until
leader activates water-contamination in 0615 for 1h as a1 examples open_until=+2h
expect refused out-of-range at open_until
playbook water-contamination is changed as v2 max_duration_hours=720
approver approves v2 of water-contamination
leader activates water-contamination in 0615 for 30d as a1 examples version=v2 open_until=+8d
expect refused out-of-range at open_until
leader activates water-contamination in 0615 for 24h as a1 examples open_until=+24h
expect activation a1 keeps_open true
after 24h
expect activation a1 keeps_open false
expect activation a1 expired true
