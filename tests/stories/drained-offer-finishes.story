story "An offer that drains finishes what it has and is then closed"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 2 seats about vand in da
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
seat of o1 accepts c1
offer o1 is drained
expect offer o1 state draining
call c3 from 0615 about vand in da
expect c3 waiting
seat of o1 accepts c2
as admin: by ends c1
expect offer o1 state draining
as admin: by ends c2
expect offer o1 state closed
expect call c1 outcome answered
offer o1 is resumed
expect refused offer-closed at offer
