story "What must be read is read by trained agents too, where they acknowledge first"
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
ida reads a1
leader updates a1 because ny must_read=true
call c1 from 0615 about vand in da
expect c1 waiting
ida reads revision 1 of a1
expect c1 waiting
ida reads a1
expect c1 offered to ida
