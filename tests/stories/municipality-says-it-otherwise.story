story "Two people of a municipality say one local value otherwise"
needs N76
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
as municipal_editor lone@0615: 0615 proposes boil_minutes 3 in a1 because prøve
expect local_value a1/0615/boil_minutes proposed_by lone
expect local_value a1/0615/boil_minutes approved_at nothing
expect activation a1 local_changes 0
as municipal_editor lone@0615: 0615 approves boil_minutes 3 in a1
expect refused same-person
as approver per@0615: 0615 approves boil_minutes 3 in a1
expect local_value a1/0615/boil_minutes approved_by per
expect local_value a1/0615/boil_minutes written_by lone
expect activation a1 local_changes 1
expect activation a1 revision 1
as approver per@0615: 0615 approves boil_minutes 3 in a1
expect activation a1 local_changes 1
