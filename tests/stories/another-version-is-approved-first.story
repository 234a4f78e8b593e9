story "Another version of the text is activated only when a second person has approved it"
needs N61
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
playbook water-contamination is changed as v2
leader updates a1 because rettet version=v2
expect refused not-approved at version
expect activation a1 revision 1
approver approves v2 of water-contamination
leader updates a1 because rettet version=v2
expect activation a1 revision 2
expect activation a1 broken_by nothing
as approver: leader updates a1 because tal value.boil_minutes=10
expect refused not-authorised at version
