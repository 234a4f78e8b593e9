story "Help in a crisis is counted apart from everyday help"
needs N93
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
playbook water-contamination is published and approved
ann is on duty
settings lease_ms=1d
leader activates water-contamination in 0615 for 4h as a1 examples
midt offers o1 with 2 seats about vand in da activation=activation-1
call c1 from 0615 about vand in da
seat of o1 accepts c1
after 30s
as admin: by ends c1
offer o1 is withdrawn
expect credit midt/activation-1/2026-03-02 calls_given 1
expect credit midt/activation-1/2026-03-02 seat_ms 60000
expect credit 0615/activation-1/2026-03-02 calls_received 1
expect no credit midt/*/2026-03-02
