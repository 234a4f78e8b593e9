story "An offer for an exercise among real calls is refused: its seats would take real calls"
needs N9 N98
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
playbook water-contamination is published and approved
settings exercise=false
leader activates water-contamination in 0615 for 4h as a1 examples
midt offers o1 with 2 seats about vand in da activation=a1
expect refused out-of-range at activation
call c1 from 0615 about vand in da
expect c1 waiting
leader activates water-contamination in 0615 for 4h as a2 examples exercise=false
midt offers o1 with 2 seats about vand in da activation=a2
expect c1 at a seat of o1
