story "The phone menu of a municipality sends people its own way, and never away"
needs N82 N109
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
menu of 0615 in a1 goes to number target=76292929
expect menu_route a1/0615 kind number
expect menu_route a1/0615 target 76292929
menu of 0615 in a1 goes to number target=ring
expect refused invalid-request at target
menu of 0615 in a1 goes to queue target=3
expect refused invalid-request at target
menu of 0615 in a1 goes to option
expect refused invalid-request at target
menu of 0630 in a1 goes to queue
expect refused out-of-range at organisation
as municipal_editor kim@0630: menu of 0615 in a1 goes to queue
expect refused other-organisation at organisation
menu of 0615 in a1 is usual
expect no menu_route a1/0615
menu of 0615 in a1 is usual
expect refused not-found at organisation
