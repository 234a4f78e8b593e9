story "An activation is one duty leader's, who asks another to take it over; anyone may take it with a reason"
needs N2
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
lone is on duty
per is on duty
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
expect activation a1 holder duty_leader
as duty_leader lone: leader offers a1 to per
expect refused not-authorised
leader offers a1 to nobody
expect refused unknown-token at to
leader offers a1 to lone
expect activation a1 offered_to lone
as duty_leader per: leader takes over a1
expect refused not-authorised
as duty_leader lone: leader takes over a1
expect activation a1 holder lone
expect activation a1 offered_to nothing
as duty_leader lone: leader takes over a1
as duty_leader lone: leader offers a1 to lone
expect refused out-of-range at to
as duty_leader lone: leader offers a1 to per
as duty_leader lone: leader keeps a1
expect activation a1 offered_to nothing
as duty_leader per: leader takes a1 because "Lone svarer ikke"
expect activation a1 holder per
expect activation a1 reason "Lone svarer ikke"
expect activation a1 started_by duty_leader
as duty_leader per: leader lifts a1 because slut
as duty_leader lone: leader takes a1 because igen
expect refused not-active at activation
