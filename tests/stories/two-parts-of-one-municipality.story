story "Two activations may hold in parts of one municipality; what is over in one part is not hidden by the other"
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
call c1 from 0746 about vand in da postcode=8660
call c2 from 0746 about vand in da postcode=8680
leader activates water-contamination in 0746 for 160h as a1 examples narrowed=0746:8660+8680
leader activates water-contamination in 0746 for 160h as a2 examples narrowed=0746:8660
expect a1 for c1 is inside active
expect a2 for c1 is inside active
expect a2 for c2 is outside active
leader lifts a1 because "rent"
# in 8660 it goes on by the other: nobody says there that it is over
expect a1 for c1 is not said
expect a1 for c2 is inside lifted
leader lifts a2 because "rent"
expect a1 for c1 is inside lifted
