story "Who adds or drops municipalities widens none: a part stays a part until it is told otherwise"
organisation 0615 Horsens municipality member in oestjylland
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
0746 has the zone vestervang Vestervang of 8680
leader activates water-contamination in 0746 for 160h as a1 examples narrowed=0746:8660+vestervang
leader updates a1 because "Horsens med" municipalities=0615,0746
expect activation a1 postcodes 0746=8660+8680
expect activation a1 zones 0746=vestervang
expect activation a1 left_at nothing
leader updates a1 because "kun Horsens" municipalities=0615
expect activation a1 postcodes nothing
expect activation a1 zones nothing
expect activation a1 left_postcodes 0746=8660+8680
leader updates a1 because "hele landet" everywhere=true
expect activation a1 left_at nothing
