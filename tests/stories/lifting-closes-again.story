story "Lifting the activation ends what it keeps open"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
playbook water-contamination is published and approved
leader activates water-contamination in all for 24h as a1 examples open_until=+20m
call c1 from 0615 about vand in da
expect c1 waiting
leader lifts a1 because slut
call c2 from 0615 about vand in da
expect call c2 reason closed
