story "A call that is answered at a seat begins the count of missed ones anew"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
settings offer_ms=20s missed_offers_max=2 queue_stale_ms=1h offer_lease_ms=1h
midt offers o1 with 9 seats about vand in da
call c1 from 0615 about vand in da
after 20s
expect service midt missed 1
call c2 from 0615 about vand in da
seat of o1 accepts c2
expect service midt missed 0
