story "An editor limited to a municipality ticks off steps of activations about it"
needs N9
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
as municipal_editor 0630: leader ticks local of a1
expect refused other-organisation
as municipal_editor 0615: leader ticks local of a1
expect step a1/local done true
as telephony telephony: leader ticks kind of a1
expect refused not-authorised
