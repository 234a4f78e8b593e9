story "Text that nobody has approved can be activated in an emergency by one person, who is named, and another confirms it"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
anna is an approver
playbook water-contamination is changed as v2
leader activates water-contamination in 0615 for 24h as a1 examples version=v2
expect refused not-approved at version
as approver: leader activates water-contamination in 0615 for 24h as a1 examples version=v2 break_glass=true
expect activation a1 broken_by approver
expect activation a1 confirmed_by nothing
expect revision a1/1 unapproved true
approver approves v2 of water-contamination
expect refused same-person
as approver anna: approver approves v2 of water-contamination
expect activation a1 broken_by approver
expect activation a1 confirmed_by anna
leader updates a1 because ti value.boil_minutes=10
expect revision a1/2 unapproved false
