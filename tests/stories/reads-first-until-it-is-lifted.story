story "Once it is lifted nobody has to acknowledge first, and who waited is answered at once"
needs N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows vand speaks da
ida is available
playbook water-do-not-use is published and approved
leader activates water-do-not-use in 0615 for 24h as a1 examples
call c1 from 0615 about vand in da
expect c1 waiting
leader lifts a1 because over
expect c1 offered to ida
