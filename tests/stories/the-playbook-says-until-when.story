story "Without a time an answer, and a renewal, holds for as long as its playbook says; a renewal never shortens it"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is changed as v2 default_duration_hours=8
approver approves v2 of water-contamination
leader activates water-contamination in 0615 for usual as a1 examples version=v2
after 7h
expect activation a1 expired false
leader renews a1 because "stadig sådan"
after 7h
expect activation a1 expired false
after 1h
expect activation a1 expired true
leader renews a1 because "stadig sådan"
expect activation a1 expired false
leader renews a1 because længe expires_at=+20h
leader renews a1 because kort
after 19h
expect activation a1 expired false
after 1h
expect activation a1 expired true
leader activates water-contamination in 0615 for usual as a2 examples version=v2 starts_at=+2h
after 9h
expect activation a2 expired false
after 1h
expect activation a2 expired true
