story "An update keeps what is ticked off, and a plan may be prepared by its checklist"
needs N9
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
leader ticks kind of a1
leader updates a1 because ti value.boil_minutes=10
expect step a1/kind done true
expect step a1/kind revision 1
leader ticks cause of a1
expect step a1/cause revision 2
leader activates water-contamination in 0630 for 24h as a2 examples starts_at=+1h
leader ticks kind of a2
expect step a2/kind done true
leader lifts a2 because "ikke alligevel"
expect no step a2/kind
leader lifts a1 because over
leader ticks lift of a1
after 48h
expect no step a1/kind
