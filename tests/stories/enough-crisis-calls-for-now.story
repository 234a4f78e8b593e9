story "An agent who has had enough crisis calls takes another caller first, and the crisis rather than nothing"
needs N57
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=0 wrap_up_max_ms=0 crisis_in_row_max=1
agent ida of 0615 knows vand,pas speaks da
ida is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
call c1 from 0615 about vand in da
ida accepts c1
call c2 from 0615 about vand in da
after 5m
call p1 from 0615 about pas in da
ida ends c1
expect p1 offered to ida
ida accepts p1
ida ends p1
expect c2 offered to ida
