story "A seat that rejects a call hands it back: others are asked before"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation syd "Region Syddanmark" region partner in sydjylland
syd has a data agreement
midt offers o1 with 9 seats about vand in da preference=5
syd offers o2 with 1 seats about vand in da preference=1
call c1 from 0615 about vand in da
seat of o1 rejects c1
expect c1 at a seat of o2
expect call c1 handed_back midt
seat of o1 rejects c1
seat of o1 accepts c1
expect refused call-not-offered at call
expect credit midt/*/2026-03-02 rejected 1
