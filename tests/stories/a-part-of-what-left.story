story "A municipality that left and comes back in part is over in the rest of it, until it is whole again or leaves"
organisation 0615 Horsens municipality member in oestjylland
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
call c1 from 0746 about vand in da postcode=8660
leader activates water-contamination in 0615,0746 for 160h as a1 examples
leader updates a1 because "Skanderborg er ren" municipalities=0615
expect activation a1 left 0746
expect a1 for c1 is inside lifted
leader updates a1 because "ikke helt" narrowed=0746:8660
expect activation a1 left nothing
expect activation a1 rest_left 0746
leader updates a1 because "nu er den" municipalities=0615
expect activation a1 left 0746
expect activation a1 rest_left nothing
leader updates a1 because "ikke helt" narrowed=0746:8660
leader updates a1 because "slet ikke" narrowed=nothing
expect activation a1 rest_left nothing
expect activation a1 left_at nothing
