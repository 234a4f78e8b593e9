story "A municipality takes its own value back, alone"
needs N76
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
as municipal_editor lone@0615: 0615 withdraws boil_minutes in a1 because intet
expect refused not-found at parameter
as municipal_editor lone@0615: 0615 proposes boil_minutes 3 in a1 because prøve
as municipal_editor per@0615: 0615 approves boil_minutes 3 in a1
as municipal_editor lone@0615: 0615 withdraws boil_minutes in a1 because renere
expect no local_value a1/0615/boil_minutes
expect activation a1 local_changes 2
leader lifts a1 because slut
as municipal_editor lone@0615: 0615 proposes boil_minutes 3 in a1 because sent
expect refused not-active at activation
