story "A review that nobody makes raises the alarm again and again, until a person looks, or the answer expires"
settings expiry_alarm_ms=10m alarms_max=2
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is changed as v2 review_every_hours=2
approver approves v2 of water-contamination
leader activates water-contamination in 0615 for 12h as a1 examples version=v2
after 119m
expect activation a1 review_overdue false
after 1m
expect activation a1 review_overdue true
expect activation a1 review_alarms 0
after 10m
expect activation a1 review_alarms 1
after 20m
expect activation a1 review_alarms 3
leader reviews a1
expect activation a1 review_overdue false
expect activation a1 review_alarms 0
expect activation a1 review_alarm_at nothing
after 130m
expect activation a1 review_alarms 1
leader updates a1 because ti value.boil_minutes=10
expect activation a1 review_alarms 0
after 130m
expect activation a1 review_alarms 1
leader renews a1 because "stadig sådan" expires_at=+150m
after 150m
expect activation a1 expired true
expect activation a1 review_overdue true
expect activation a1 review_alarms 2
expect activation a1 review_alarm_at nothing
leader reviews a1
expect refused not-active at activation
after 30m
expect activation a1 review_alarms 2
expect activation a1 alarms 3
