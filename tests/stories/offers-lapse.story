story "An offer that is not renewed takes nothing more, and goes on when it is"
needs N8
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
settings offer_lease_ms=60s queue_stale_ms=1h
midt offers o1 with 2 seats about vand in da
after 59s
offer o1 is renewed
after 59s
expect offer o1 state open
after 1s
expect offer o1 state lapsed
call c1 from 0615 about vand in da
expect c1 waiting
offer o1 is renewed
expect c1 at a seat of o1
