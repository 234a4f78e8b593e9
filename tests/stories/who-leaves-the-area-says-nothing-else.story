story "A municipality that leaves the area takes its value and its menu route along"
needs N76 N82
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615,0630 for 24h as a1 examples
as municipal_editor lone@0615: 0615 proposes boil_minutes 3 in a1 because prøve
as municipal_editor per@0615: 0615 approves boil_minutes 3 in a1
menu of 0615 in a1 goes to number target=76292929
leader updates a1 because mindre municipalities=0630
expect no local_value a1/0615/boil_minutes
expect no menu_route a1/0615
