story "An update to an approved version leaves the broken glass behind"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
playbook water-contamination is changed as v2
leader activates water-contamination in 0615 for 24h as a1 examples
leader updates a1 because haster version=v2 break_glass=true
expect activation a1 broken_by duty_leader
leader updates a1 because tal value.boil_minutes=10
expect activation a1 broken_by duty_leader
expect revision a1/3 unapproved true
approver approves v2 of water-contamination
expect activation a1 confirmed_by approver
