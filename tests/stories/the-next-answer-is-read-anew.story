story "Who read an answer that is closed must read the next one"
needs N51
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows pas speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
ida reads a1
leader lifts a1 because slut
after 49h
leader activates water-contamination in 0615 for 24h as a2 examples
ida is available
call c1 from 0615 about vand in da
expect c1 waiting
ida reads a2
expect c1 offered to ida
