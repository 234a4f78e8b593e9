story "An answer for every municipality qualifies for all of them"
needs N51
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows pas speaks da
ida is available
playbook water-contamination is published and approved
leader activates water-contamination in all for 24h as a1 examples
ida reads a1
call c1 from 0615 about vand in da
expect c1 offered to ida
