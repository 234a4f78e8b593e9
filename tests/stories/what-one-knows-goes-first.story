story "An agent takes the topic they are trained in before one they are only qualified for"
needs N51
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d qualified_handle_permille=3000
agent ida of 0615 knows pas speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
ida reads a1
call c1 from 0615 about vand in da
after 10s
call c2 from 0615 about pas in da
after 10s
ida is available
expect c2 offered to ida
