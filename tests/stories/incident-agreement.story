story "An agreement for incidents is in force while a playbook is active there, for its topics"
needs N5 N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
topic pas handled by municipality
agreement crisis incident
agent vib of 0630 knows vand,pas speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 waiting
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
expect c1 offered to vib
vib accepts c1
leader lifts a1 because slut
vib ends c1
vib ends wrap-up
call c2 from 0615 about vand in da
expect c2 waiting
