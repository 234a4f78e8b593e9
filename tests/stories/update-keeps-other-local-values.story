story "An update leaves a municipality's value alone, unless it says that value anew"
needs N76
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
as municipal_editor lone@0615: 0615 proposes boil_minutes 3 in a1 because prøve
as municipal_editor per@0615: 0615 approves boil_minutes 3 in a1
leader updates a1 because bad value.bath=not_allowed
expect local_value a1/0615/boil_minutes approved_by per
leader updates a1 because ti value.boil_minutes=10
expect no local_value a1/0615/boil_minutes
expect activation a1 local_changes 2
