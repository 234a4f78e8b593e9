story "A municipality that was in the area in part leaves with that part only"
organisation 0615 Horsens municipality member in oestjylland
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
call c1 from 0746 about vand in da postcode=8660
call c2 from 0746 about vand in da postcode=8680
call c3 from 0746 about vand in da
leader activates water-contamination in 0615 for 160h as a1 examples narrowed=0746:8660
leader updates a1 because "Skanderborg er ren" municipalities=0615
expect activation a1 municipalities 0615
expect activation a1 left nothing
expect activation a1 left_postcodes 0746=8660
expect a1 for c1 is inside lifted
expect a1 for c2 is outside active
expect a1 for c3 is unknown lifted
after 48h
expect a1 for c1 is outside active
expect a1 for c3 is outside active
