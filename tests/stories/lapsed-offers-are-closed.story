story "An offer that is not renewed for long is closed"
needs N8
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
settings offer_lease_ms=60s unknown_ms=10m
midt offers o1 with 2 seats about vand in da
after 60s
expect offer o1 state lapsed
after 599s
expect offer o1 state lapsed
after 1s
expect offer o1 state closed
