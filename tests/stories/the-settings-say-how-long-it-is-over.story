story "Where the settings say how long lifted answers stand, that counts for all playbooks"
settings lifted_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
leader lifts a1 because slut
after 59m
expect activation a1 state lifted
settings lifted_ms=0
leader activates water-contamination in 0615 for 24h as a2 examples
leader lifts a2 because slut
after 1m
expect no activation a1
after 47h
expect activation a2 state lifted
