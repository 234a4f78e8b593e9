story "A planned activation that is lifted before its time never was"
needs N6
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 5h as a1 examples starts_at=+2h
leader updates a1 because ti value.boil_minutes=10
leader lifts a1 because aflyst
expect no activation a1
expect no revision a1/1
expect no revision a1/2
after 2h
expect no activation a1
leader activates water-contamination in 0615 for 5h as a2 examples starts_at=-1m
expect refused out-of-range at starts_at
leader activates water-contamination in 0615 for 5h as a2 examples starts_at=+6h
expect refused out-of-range at starts_at
leader activates water-contamination in 0615 for 5h as a2 examples starts_at=+2h open_until=+1h
expect refused out-of-range at open_until
leader activates water-contamination in 0615 for 5h as a2 examples starts_at=+2h review_by=+1h
expect refused out-of-range at review_by
