story "Acknowledging first is for the callers the playbook is about"
needs N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0630 knows vand speaks da
ida is available
playbook water-do-not-use is published and approved
leader activates water-do-not-use in 0615 for 24h as a1 examples
call c1 from 0630 about vand in da
expect c1 offered to ida
