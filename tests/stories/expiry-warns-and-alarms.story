story "An activation warns before it expires, and then raises the alarm again and again until a person renews it"
settings expiry_warn_ms=30m expiry_alarm_ms=10m review_ms=0 alarms_max=2
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 2h as a1 examples
after 89m
expect activation a1 warn_at 1772440200000
after 1m
expect activation a1 warn_at nothing
expect activation a1 expired false
after 30m
expect activation a1 expired true
expect activation a1 alarms 0
after 10m
expect activation a1 alarms 1
after 20m
expect activation a1 alarms 3
expect activation a1 state active
leader renews a1 because "prøver ventes" review_by=+30m
expect refused out-of-range at expires_at
leader renews a1 because "prøver ventes" expires_at=+2h
expect activation a1 expired false
expect activation a1 alarms 0
expect activation a1 alarm_at nothing
expect activation a1 revision 1
expect activation a1 changed_by duty_leader
after 20m
expect activation a1 alarms 0
after 100m
expect activation a1 expired true
leader lifts a1 because slut
expect activation a1 alarm_at nothing
after 1h
expect activation a1 alarms 0
