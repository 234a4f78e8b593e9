story "An alert that calls for nothing is laid aside, with who and why"
needs N12
alert x1 from beredskab@example.dk
leader dismisses x1 because naboland
expect alert x1 state dismissed
expect alert x1 dismissed_by duty_leader
expect alert x1 reason naboland
leader dismisses x1 because igen
expect alert x1 reason naboland
leader dismisses x2 because ukendt
expect refused unknown-alert at alert
as auditor: alert x3 from beredskab@example.dk
expect refused not-authorised
