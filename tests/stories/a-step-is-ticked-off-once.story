story "A step of the checklist is ticked off by who was first, with the time"
needs N9
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
lone is on duty
mads is on duty
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
expect no step a1/kind
as duty_leader lone: leader ticks kind of a1
expect step a1/kind done true
expect step a1/kind by lone
expect step a1/kind revision 1
as duty_leader mads: leader ticks kind of a1
expect step a1/kind by lone
expect no step a1/cause
