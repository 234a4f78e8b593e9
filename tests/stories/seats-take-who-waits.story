story "An offer that is made while callers wait takes them at once"
needs N8
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
call c3 from 0615 about vand in da
midt offers o1 with 2 seats about vand in da
expect c1 at a seat of o1
expect c2 at a seat of o1
expect c3 waiting
