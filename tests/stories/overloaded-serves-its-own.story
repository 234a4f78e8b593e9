story "Seats of a partner that is overloaded take its own callers only"
needs N7
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 2 seats about vand in da
service of midt is overloaded
call c1 from 0615 about vand in da
expect c1 waiting
call c2 from midt about vand in da
expect c2 at a seat of o1
service of midt is down
call c3 from midt about vand in da
expect c3 waiting
