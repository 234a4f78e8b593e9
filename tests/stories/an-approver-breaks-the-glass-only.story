story "An approver alone activates and changes text that nobody else has approved, never what is a duty leader's"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
as approver: leader activates water-contamination in 0615 for 24h as a1 examples
expect refused not-authorised
playbook water-contamination is changed as v2
as approver: leader activates water-contamination in 0615 for 24h as a1 examples version=v2 break_glass=true
expect activation a1 broken_by approver
as approver: leader lifts a1 because slut
expect refused not-authorised
leader activates water-contamination in 0615 for 24h as a2 examples
as approver: leader updates a2 because rettet version=v2 break_glass=true
expect activation a2 broken_by approver
expect activation a2 holder duty_leader
