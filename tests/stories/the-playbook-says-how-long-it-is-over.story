story "The lifted answer stands for as long as the playbook says, also for a part that left the area; then it is closed"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
organisation 0630 Vejle municipality member in sydjylland
playbook water-contamination is changed as v2 lifted_hours=3
approver approves v2 of water-contamination
leader activates water-contamination in 0615,0630 for 24h as a1 examples version=v2
leader updates a1 because "Vejle er ren" municipalities=0615
after 2h
expect activation a1 left 0630
after 1h
expect activation a1 left nothing
leader lifts a1 because slut
after 2h
expect activation a1 state lifted
after 1h
expect no activation a1
