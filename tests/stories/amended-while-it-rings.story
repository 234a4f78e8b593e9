story "An offer that is made smaller drops nobody and takes nobody until it fits again"
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
offer o1 is amended seats=1
expect call c1 state answered
expect c2 at a seat of o1
call c3 from 0615 about vand in da
expect c3 waiting
seat of o1 accepts c2
as admin: by ends c1
expect c3 waiting
as admin: by ends c2
expect c3 at a seat of o1
