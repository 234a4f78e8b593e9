story "An alert of an authority suggests, and a person activates from it"
needs N12
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
alert x1 from beredskab@example.dk
expect alert x1 state suggested
expect no activation activation-1
leader activates water-contamination in 0615 for 24h as a1 examples alert=x1
expect activation a1 state active
expect alert x1 state answered
leader dismisses x1 because set
expect refused in-use at alert
