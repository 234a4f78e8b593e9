story "A partner that misses calls in a row is unstaffed, whatever it reports"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
settings offer_ms=20s missed_offers_max=2 queue_stale_ms=1h offer_lease_ms=1h service_dwell_ms=30s
midt offers o1 with 9 seats about vand in da
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
after 20s
expect service midt inferred unstaffed
call c3 from 0615 about vand in da
expect c3 waiting
queue of midt seats_free=9 agents_available=9
after 1m
queue of midt seats_free=9 agents_available=9
expect service midt inferred unstaffed
after 4m
queue of midt seats_free=9 agents_available=9
after 30s
queue of midt seats_free=9 agents_available=9
expect service midt inferred normal
expect c3 at a seat of o1
