story "An offer that is closed is forgotten with the calls that name it"
needs N103
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 2 seats about vand in da
settings call_retention_ms=1h
call c1 from 0615 about vand in da
seat of o1 accepts c1
offer o1 is drained
as admin: by ends c1
after 59m
expect offer o1 state closed
after 1m
expect no offer o1
expect no call c1
