story "What leaves a narrowed area is told so: its postcodes, or all but those that stay"
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
call c1 from 0746 about vand in da postcode=8660
call c2 from 0746 about vand in da postcode=8680
call c3 from 0746 about vand in da
leader activates water-contamination in 0746 for 160h as a1 examples
expect a1 for c3 is inside active
# the whole becomes a part
leader updates a1 because "kun byen" narrowed=0746:8660+8680
expect activation a1 rest_left 0746
expect a1 for c1 is inside active
expect a1 for c3 is unknown active
leader updates a1 because "kun det ene" narrowed=0746:8660
expect activation a1 rest_left 0746
expect activation a1 left_postcodes nothing
expect a1 for c2 is inside lifted
# after its time nobody is told any more
after 48h
expect activation a1 rest_left nothing
expect activation a1 left_at nothing
expect a1 for c2 is outside active
# from part to part
leader updates a1 because "det andet" narrowed=0746:8680
expect activation a1 left_postcodes 0746=8660
expect a1 for c1 is inside lifted
expect a1 for c2 is inside active
leader updates a1 because "begge" narrowed=0746:8680+8660
expect activation a1 left_postcodes nothing
expect activation a1 left_at nothing
# and whole again
leader updates a1 because "alle" narrowed=nothing
expect activation a1 postcodes nothing
expect a1 for c3 is inside active
