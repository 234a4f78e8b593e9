story "Callers of no member in a crisis are served by rule and counted apart from those that are settled"
needs N93
organisation 0615 Horsens municipality member in oestjylland
organisation fri Fremmed municipality outsider in sydjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic pas handled by municipality
agreement all incident
midt has a data agreement
settings queue_stale_ms=1h
midt offers o1 with 9 seats about pas in da
call c0 from fri about pas in da
expect c0 waiting
playbook passport-error is published and approved
leader activates passport-error in all for 8h as a1 examples
expect c0 at a seat of o1
call c1 from 0615 about pas in da
seat of o1 accepts c0
seat of o1 accepts c1
after 60s
as admin: by ends c0
as admin: by ends c1
expect credit midt/activation-1/2026-03-02 calls_outside 1
expect credit midt/activation-1/2026-03-02 talk_outside_ms 60000
expect credit midt/activation-1/2026-03-02 calls_given 1
expect credit midt/activation-1/2026-03-02 talk_given_ms 60000
expect credit 0615/activation-1/2026-03-02 calls_received 1
expect no credit fri/activation-1/2026-03-02
