story "An activation keeps phones open for its municipalities and topics until its time"
needs N44 N57
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
hours of 0630 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples open_until=+20m
expect activation a1 keeps_open true
call c1 from 0615 about vand in da
expect c1 waiting
call c2 from 0615 about pas in da
expect call c2 reason closed
call c3 from 0630 about vand in da
expect call c3 reason closed
after 20m
expect activation a1 keeps_open false
expect activation a1 state active
expect activation a1 expired false
expect c1 waiting
call c4 from 0615 about vand in da
expect call c4 reason closed
after 24h
expect activation a1 expired true
