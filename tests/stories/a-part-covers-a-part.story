story "Whose postcode nobody knows is not told that it is over where others hold in all of it"
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
call c1 from 0746 about vand in da
call c2 from 0746 about vand in da postcode=8660
leader activates water-contamination in 0746 for 160h as a1 examples
leader activates water-contamination in 0746 for 160h as a2 examples narrowed=0746:8660
leader lifts a1 because rent
# elsewhere than in 8660
expect a1 for c1 is inside lifted
leader activates water-contamination in 0746 for 160h as a3 examples narrowed=0746:8660+8680
leader lifts a3 because rent
expect a3 for c1 is unknown lifted
leader activates water-contamination in 0746 for 160h as a4 examples narrowed=0746:8660+8680
leader lifts a2 because rent
expect a2 for c1 is not said
leader activates water-contamination in 0746 for 160h as a5 examples
leader lifts a4 because rent
expect a4 for c1 is not said
expect a4 for c2 is not said
