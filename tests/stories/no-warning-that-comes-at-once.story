story "An activation for less than the warning gives none"
settings expiry_warn_ms=30m review_ms=0
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 20m as a1 examples
expect activation a1 warn_at nothing
leader renews a1 because mere expires_at=+2h
leader renews a1 because mere expires_at=+2h
leader renews a1 because fortid expires_at=-1h
expect refused out-of-range at expires_at
leader renews a1 because "efter udløb" review_by=+3h
expect refused out-of-range at review_by
