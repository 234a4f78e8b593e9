story "Callers of no member are counted apart, whoever serves them"
needs N93
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation fri Fremmed municipality outsider in sydjylland
midt offers o1 with 2 seats about vand in da
call c1 from fri about vand in da
seat of o1 accepts c1
after 30s
as admin: by ends c1
expect credit midt/*/2026-03-02 calls_outside 1
expect credit midt/*/2026-03-02 talk_outside_ms 30000
expect credit midt/*/2026-03-02 calls_given 0
expect no credit fri/*/2026-03-02
