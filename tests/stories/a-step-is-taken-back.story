story "A step is taken back with a reason, and may be ticked off anew"
needs N9
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
lone is on duty
mads is on duty
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
leader unticks kind of a1 because "forkert"
expect refused not-found at step
leader ticks kind of a1
as duty_leader lone: leader unticks kind of a1 because "det var et forbud"
expect step a1/kind done false
expect step a1/kind by lone
expect step a1/kind reason "det var et forbud"
as duty_leader mads: leader unticks kind of a1 because "en anden grund"
expect step a1/kind by lone
as duty_leader mads: leader ticks kind of a1
expect step a1/kind done true
expect step a1/kind by mads
expect step a1/kind reason nothing
