story "Where a playbook says acknowledge first, a trained agent gets its calls only after acknowledging"
needs N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows vand,pas speaks da
ida is available
playbook water-do-not-use is published and approved
leader activates water-do-not-use in 0615 for 24h as a1 examples
expect activation a1 acknowledge_first true
call c1 from 0615 about vand in da
expect c1 waiting
call c2 from 0615 about pas in da
expect c2 offered to ida
ida accepts c2
ida reads a1
ida ends c2
ida ends wrap-up
expect c1 offered to ida
