story "Who is kept open by an activation may help others with its topics"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0630 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
agreement neighbours always
agent vib of 0630 knows vand,pas speaks da
vib is available
call c1 from 0615 about pas in da
call c2 from 0615 about vand in da
expect c2 waiting
playbook water-contamination is published and approved
leader activates water-contamination in 0630 for 24h as a1 examples open_until=+20m
expect c2 offered to vib
expect c1 waiting
