story "An offer that is paused takes nothing new, and goes on when it is resumed"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 2 seats about vand in da
call c1 from 0615 about vand in da
offer o1 is paused
seat of o1 accepts c1
call c2 from 0615 about vand in da
expect c2 waiting
offer o1 is resumed
expect c2 at a seat of o1
