story "A call that rings already stays where it rings, though its agent has still to acknowledge"
needs N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows vand speaks da
ida is available
playbook water-do-not-use is published and approved
call c1 from 0615 about vand in da
leader activates water-do-not-use in 0615 for 24h as a1 examples
expect c1 offered to ida
ida accepts c1
ida ends c1
ida ends wrap-up
call c2 from 0615 about vand in da
expect c2 waiting
