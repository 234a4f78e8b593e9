story "Who is only qualified by a playbook is somebody there too, also while talking"
needs N109 N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
agreement crisis incident
agent vib of 0630 knows pas speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
vib is available
call c1 from 0615 about vand in da
expect call c1 reason closed
vib reads a1
call c2 from 0615 about vand in da
expect c2 offered to vib
vib accepts c2
call c3 from 0615 about vand in da
expect c3 waiting
vib is offline
vib ends c2
call c4 from 0615 about vand in da
expect call c4 reason closed
