story "An exercise among real calls opens no agreement about incidents; in an installation for exercises it does"
needs N9
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
settings exercise=false
agreement help incident topics=vand
agent vib of 0630 knows vand speaks da
vib is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
call c1 from 0615 about vand in da
expect c1 waiting
settings exercise=true
expect c1 offered to vib
