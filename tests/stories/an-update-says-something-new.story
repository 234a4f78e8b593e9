story "An update is a new revision: with new values, by whom and why, and the old one can still be read"
needs N1 N5
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
expect activation a1 revision 1
expect revision a1/1 by duty_leader
after 10m
leader updates a1 because "Kog i ti minutter" value.boil_minutes=10
expect activation a1 revision 2
expect activation a1 reason "Kog i ti minutter"
expect activation a1 changed_by duty_leader
expect activation a1 state active
expect revision a1/2 reason "Kog i ti minutter"
expect revision a1/1 reason story
leader updates a1 because "Kog i ti minutter" value.boil_minutes=10
expect activation a1 revision 2
leader lifts a1 because slut
leader updates a1 because "for sent" value.boil_minutes=5
expect refused not-active at activation
