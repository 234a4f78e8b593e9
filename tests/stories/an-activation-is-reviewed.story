story "A person looks at an activation anew by a set time; whoever changes it has looked at it"
settings review_ms=4h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
after 4h
expect activation a1 review_overdue true
leader renews a1 because "stadig sådan" review_by=+1h
expect activation a1 review_overdue false
after 30m
leader updates a1 because ti value.boil_minutes=10
after 30m
expect activation a1 review_overdue false
after 210m
expect activation a1 review_overdue true
leader lifts a1 because slut
expect activation a1 review_overdue false
leader activates water-contamination in 0615 for 2h as a2 examples
expect activation a2 review_by nothing
leader activates water-contamination in 0615 for 2h as a3 examples review_by=+1h
after 1h
expect activation a3 review_overdue true
