story "Of two helpers the one whose offer would rather be asked comes first"
needs N8
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation syd "Region Syddanmark" region partner in sydjylland
syd has a data agreement
midt offers o1 with 9 seats about vand in da preference=2
syd offers o2 with 1 seats about vand in da preference=4
call c1 from 0615 about vand in da
expect c1 at a seat of o2
call c2 from 0615 about vand in da
expect c2 at a seat of o1
