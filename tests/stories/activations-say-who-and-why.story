story "An activation bears who started it, until when, that it is an exercise, and why it was lifted"
needs N9 N63
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 0s as a0 examples
expect refused out-of-range at expires_at
leader activates water-contamination in 0615 for 24h as a1 examples
expect activation a1 started_by duty_leader
expect activation a1 exercise true
expect activation a1 expires_at 1772521200000
leader lifts a1 because "Prøverne er rene"
leader lifts a1 because igen
expect activation a1 reason "Prøverne er rene"
