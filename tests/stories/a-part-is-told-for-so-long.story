story "A part that leaves is told so for as long as a lifted answer stands"
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0746 for 160h as a1 examples narrowed=0746:8660+8680
after 1h
leader updates a1 because "det ene er rent" narrowed=0746:8680
expect activation a1 left_at 1772438400000
after 47h
expect activation a1 left_postcodes 0746=8660
after 1h
expect activation a1 left_postcodes nothing
