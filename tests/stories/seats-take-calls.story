story "Seats at a partner's address take calls like agents, and no more than were offered"
needs N7 N8
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 2 seats about vand in da
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
call c3 from 0615 about vand in da
expect c1 at a seat of o1
expect c2 at a seat of o1
expect c3 waiting
seat of o1 accepts c1
expect call c1 state answered
seat of o1 accepts c2
seat of o1 accepts c3
expect refused call-not-offered at call
as partner midt: midt ends c1
expect call c1 state ended
expect c3 at a seat of o1
