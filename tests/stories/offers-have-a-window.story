story "An offer begins and ends by its window"
needs N8
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
settings offer_lease_ms=1d queue_stale_ms=1d
midt offers o1 with 2 seats about vand in da starts_at=+1h ends_at=+2h
call c1 from 0615 about vand in da
expect c1 waiting
expect offer o1 state planned
after 1h
expect c1 at a seat of o1
seat of o1 accepts c1
after 1h
expect offer o1 state draining
call c2 from 0615 about vand in da
expect c2 waiting
as admin: by ends c1
expect offer o1 state closed
