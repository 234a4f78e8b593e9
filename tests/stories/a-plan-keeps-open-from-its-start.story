story "A planned activation keeps phones open from its start on"
needs N6 N44
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1d
playbook water-contamination is published and approved
hours of 0615 monday=01:00-02:00
leader activates water-contamination in 0615 for 24h as a1 examples starts_at=+2h open_until=+3h
expect activation a1 keeps_open false
after 2h
expect activation a1 keeps_open true
after 1h
expect activation a1 keeps_open false
