story "In an installation made for exercises nothing real is started"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
settings exercise=true
leader activates water-contamination in 0615 for 24h as a1 examples exercise=false
expect refused out-of-range at exercise
settings exercise=false
leader activates water-contamination in 0615 for 24h as a1 examples exercise=false
expect activation a1 exercise false
