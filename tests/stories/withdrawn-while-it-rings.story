story "An offer that is withdrawn gives back what rings and finishes what talks"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation syd "Region Syddanmark" region partner in sydjylland
syd has a data agreement
midt offers o1 with 2 seats about vand in da preference=5
syd offers o2 with 1 seats about vand in da
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
seat of o1 accepts c1
expect c2 at a seat of o1
offer o1 is withdrawn
expect call c1 state answered
expect c2 at a seat of o2
expect offer o1 state draining
as admin: by ends c1
expect offer o1 state closed
midt offers o1 with 1 seats about vand in da
expect offer o1 state open
