story "A data-processing agreement that is withdrawn takes back what rings at a seat"
needs N83
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 2 seats about vand in da
call c1 from 0615 about vand in da
expect c1 at a seat of o1
midt has no data agreement
expect c1 waiting
expect call c1 reason gate_shut
expect credit midt/*/2026-03-02 taken_back 1
