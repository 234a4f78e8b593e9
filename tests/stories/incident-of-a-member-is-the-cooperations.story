story "In an incident of one member the others help the cooperation that answers its calls, for the activation's topics"
needs N5 N10 N106
organisation ddh Fællesvagten association member in danmark
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
settings lease_ms=1d
topic vand handled by cooperation
topic pas handled by cooperation
agreement crisis incident
agent vib of 0630 knows vand,pas speaks da
vib is available
settings cooperation=ddh
playbook water-contamination is published and approved
call c1 from 0615 about vand in da
expect call c1 organisation ddh
expect c1 waiting
leader activates water-contamination in 0615 for 24h as a1 examples
expect c1 offered to vib
expect call c1 reason helped
vib accepts c1
leader lifts a1 because slut
vib ends c1
vib ends wrap-up
call c2 from 0615 about vand in da
expect c2 waiting
call c3 from 0615 about pas in da
expect c3 waiting
