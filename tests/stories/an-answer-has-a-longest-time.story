story "An answer holds no longer than its playbook allows, from its start and from each renewal"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 169h as a1 examples
expect refused out-of-range at expires_at
leader activates water-contamination in 0615 for 168h as a1 examples
leader activates water-contamination in 0615 for 170h as a2 examples starts_at=+2h
leader activates water-contamination in 0615 for 171h as a3 examples starts_at=+2h
expect refused out-of-range at expires_at
after 24h
leader renews a1 because "stadig sådan" expires_at=+169h
expect refused out-of-range at expires_at
leader renews a1 because "stadig sådan" expires_at=+168h
playbook water-contamination is changed as v2 max_duration_hours=48
approver approves v2 of water-contamination
leader updates a1 because ny version=v2
leader renews a1 because "stadig sådan" expires_at=+49h
expect refused out-of-range at expires_at
leader renews a1 because "stadig sådan" expires_at=+48h
