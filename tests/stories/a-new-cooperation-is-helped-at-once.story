story "An incident that stands when the cooperation is named is the cooperation's from then on"
needs N5 N106
organisation ddh Fællesvagten association member in danmark
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
settings lease_ms=1d
topic vand handled by cooperation
agreement crisis incident
agent vib of 0630 knows vand speaks da
vib is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
settings cooperation=ddh
call c1 from 0615 about vand in da
expect call c1 organisation ddh
expect c1 offered to vib
