story "What a municipality says otherwise is its own people's to approve"
needs N76
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
0615 proposes boil_minutes 3 in a1 because prøve
expect refused not-authorised at organisation
as municipal_editor kim@0630: 0615 proposes boil_minutes 3 in a1 because prøve
expect refused other-organisation at organisation
as municipal_editor kim@0630: 0630 proposes boil_minutes 3 in a1 because prøve
expect refused out-of-range at organisation
as municipal_editor lone@0615: 0615 proposes boil_minutes 3 in a1 because prøve
as approver: 0615 approves boil_minutes 3 in a1
expect refused not-authorised at organisation
as municipal_editor per@0615: 0615 approves boil_minutes 4 in a1
expect refused other-revision at value
as municipal_editor per@0615: 0615 approves boil_minutes 3 in a1
expect activation a1 local_changes 1
