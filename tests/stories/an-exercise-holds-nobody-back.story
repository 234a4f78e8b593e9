story "An exercise among real calls neither makes agents acknowledge first nor changes their after-call work"
needs N9 N34 N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
settings exercise=false
agent ida of 0615 knows vand speaks da
ida is available
playbook water-do-not-use is published and approved
leader activates water-do-not-use in 0615 for 24h as a1 examples
expect activation a1 acknowledge_first true
call c1 from 0615 about vand in da
expect c1 offered to ida
ida accepts c1
ida ends c1
settings exercise=true
after 39s
expect ida wrapping
after 1s
expect ida available
call c2 from 0615 about vand in da
expect c2 waiting
