story "From a test or an exercise of an authority nothing real is started"
needs N12
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings exercise=false
playbook water-contamination is published and approved
alert x1 from beredskab@example.dk status=test
leader activates water-contamination in 0615 for 24h as a1 examples alert=x1 exercise=false
expect refused out-of-range at exercise
expect alert x1 state suggested
leader activates water-contamination in 0615 for 24h as a1 examples alert=x1
expect activation a1 exercise true
expect alert x1 state answered
