story "A queue that reports nothing for a while counts as full, until it reports"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
settings offer_lease_ms=1d queue_stale_ms=60s
midt offers o1 with 2 seats about vand in da
after 59s
call c1 from 0615 about vand in da
expect c1 at a seat of o1
after 1s
call c2 from 0615 about vand in da
expect c2 waiting
queue of midt waiting=0
expect c2 at a seat of o1
