story "A review is due as often as the playbook says, and one word of a duty leader makes it: who and when is kept"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
leo is on duty
playbook water-contamination is changed as v2 review_every_hours=3
approver approves v2 of water-contamination
leader activates water-contamination in 0615 for 24h as a1 examples version=v2
after 2h
as agent ida: leader reviews a1
expect refused not-authorised
as duty_leader leo: leader reviews a1
expect activation a1 reviewed_by leo
expect activation a1 reviewed_at 1772442000000
expect activation a1 review_by 1772452800000
after 3h
expect activation a1 review_overdue true
as duty_leader leo: leader reviews a1 due=+0s
leader reviews a1 due=-3h
expect activation a1 reviewed_by leo
expect activation a1 review_overdue false
leader reviews a1 due=+4h
expect refused out-of-range at due
expect activation a1 revision 1
leader lifts a1 because slut
leader reviews a1
expect refused not-active at activation
