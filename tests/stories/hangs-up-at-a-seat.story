story "A caller who hangs up while a seat rings frees the seat"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 1 seats about vand in da
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
expect c2 waiting
c1 hangs up
expect c1 abandoned
expect c2 at a seat of o1
seat of o1 accepts c1
expect refused call-ended at call
