story "An activation is handed over to duty leaders only"
needs N2
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
as agent ida: leader takes a1 because nej
expect refused not-authorised
as agent ida: leader updates a1 because nej value.boil_minutes=10
expect refused not-authorised
as municipal_editor: leader renews a1 because nej expires_at=+2h
expect refused not-authorised
