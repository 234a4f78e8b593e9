story "An activation while closed is started all the same, and opens no phone by itself"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
expect activation a1 state active
expect activation a1 keeps_open false
call c1 from 0615 about vand in da
expect call c1 reason closed
