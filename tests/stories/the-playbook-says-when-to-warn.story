story "The warning before expiry comes when the playbook says; a renewal arms it anew"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is changed as v2 warn_before_minutes=90
approver approves v2 of water-contamination
leader activates water-contamination in 0615 for 4h as a1 examples version=v2
after 149m
expect activation a1 warn_at 1772443800000
after 1m
expect activation a1 warn_at nothing
leader renews a1 because "prøver ventes" expires_at=+3h
after 89m
expect activation a1 warn_at 1772449200000
after 1m
expect activation a1 warn_at nothing
expect activation a1 expired false
