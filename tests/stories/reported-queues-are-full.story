story "What a partner reports as free is held against what it has been sent since"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 9 seats about vand in da
queue of midt seats_free=1
call c1 from 0615 about vand in da
expect c1 at a seat of o1
call c2 from 0615 about vand in da
expect c2 waiting
queue of midt agents_available=0
expect c2 waiting
queue of midt agents_available=1
expect c2 at a seat of o1
queue of midt
expect refused missing-field at waiting
