story "A call about something else ends an agent's row of crisis calls"
needs N57
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=0 wrap_up_max_ms=0 crisis_in_row_max=1
agent ida of 0615 knows vand,pas speaks da
agent per of 0615 knows vand speaks da
ida is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
call c1 from 0615 about vand in da
ida accepts c1
ida ends c1
call p1 from 0615 about pas in da
ida accepts p1
ida ends p1
after 1s
per is available
call c2 from 0615 about vand in da
expect c2 offered to ida
