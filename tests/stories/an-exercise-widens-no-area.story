story "Who is qualified by a real answer for its area is not for the area of an exercise"
needs N9 N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d exercise=false
agreement help always
agent ida of 0615 knows pas speaks da
ida is available
playbook water-contamination is published and approved
leader activates water-contamination in 0630 for 24h as a1 examples exercise=false
ida reads a1
leader activates water-contamination in 0615 for 24h as a2 examples
ida reads a2
call c1 from 0615 about vand in da
expect c1 waiting
call c2 from 0630 about vand in da
expect c2 offered to ida
