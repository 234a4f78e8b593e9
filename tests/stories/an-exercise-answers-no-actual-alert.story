story "An exercise among real calls leaves an authority's actual alert waiting, and answers one of a test"
needs N9 N12
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
settings exercise=false
alert x1 from beredskab@example.dk
alert x2 from beredskab@example.dk status=test
leader activates water-contamination in 0615 for 4h as a1 examples alert=x1
expect activation a1 exercise true
expect alert x1 state suggested
leader activates water-contamination in 0615 for 4h as a2 examples alert=x2
expect alert x2 state answered
leader activates water-contamination in 0615 for 4h as a3 examples alert=x1 exercise=false
expect alert x1 state answered
