story "Acknowledging an exercise among real calls qualifies nobody for them; in an installation for exercises it does"
needs N9 N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
settings exercise=false
agent ida of 0615 knows pas speaks da
ida is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
ida reads a1
expect activation a1 acknowledged 1
call c1 from 0615 about vand in da
expect c1 waiting
settings exercise=true
expect c1 offered to ida
ida accepts c1
ida ends c1
ida ends wrap-up
settings exercise=false
call c2 from 0615 about vand in da
expect c2 waiting
