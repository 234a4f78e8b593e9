story "Of municipalities whose parts left the area, one that comes back is told so no more; the others are"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0630 for 160h as a1 examples narrowed=0615:8700,0746:8660+8680
leader updates a1 because "Skanderborg er ren" municipalities=0615,0630
expect activation a1 left_postcodes 0746=8660+8680
leader updates a1 because "Horsens også" municipalities=0630
expect activation a1 left_postcodes 0615=8700,0746=8660+8680
leader updates a1 because "Horsens igen" municipalities=0615,0630
expect activation a1 left_postcodes 0746=8660+8680
leader updates a1 because "et sted igen" narrowed=0746:8680
expect activation a1 left_postcodes 0746=8660
leader updates a1 because "alle steder" narrowed=nothing
expect activation a1 left_postcodes nothing
