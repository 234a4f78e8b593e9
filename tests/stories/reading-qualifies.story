story "Acknowledging a playbook qualifies an agent who is not trained, for the citizens it is about"
needs N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
topic pas handled by municipality
agreement all always
agent vib of 0630 knows pas speaks da
vib is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
call c1 from 0615 about vand in da
expect c1 waiting
vib reads a1
expect c1 offered to vib
expect call c1 level 0
vib accepts c1
vib ends c1
vib ends wrap-up
call c2 from 0630 about vand in da
expect c2 waiting
