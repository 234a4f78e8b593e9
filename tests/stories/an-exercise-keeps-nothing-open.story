story "An exercise among real calls keeps no phones open; in an installation for exercises it does"
needs N9 N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:00-10:00
agent ida of 0615 knows pas speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples open_until=+12h
after 6h
settings exercise=false
call c1 from 0615 about vand in da
expect call c1 outcome diverted
settings exercise=true
call c2 from 0615 about vand in da
expect c2 waiting
