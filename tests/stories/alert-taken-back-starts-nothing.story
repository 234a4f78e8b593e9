story "An alert that takes another back is to be looked at, and starts nothing"
needs N12
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
alert x1 from beredskab@example.dk
alert x2 from beredskab@example.dk message=cancel follows=x1
expect alert x2 message cancel
leader activates water-contamination in 0615 for 24h as a1 examples alert=x2
expect refused out-of-range at alert
leader activates water-contamination in 0615 for 24h as a1 examples alert=x3
expect refused unknown-alert at alert
expect no activation activation-1
