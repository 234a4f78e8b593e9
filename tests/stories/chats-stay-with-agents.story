story "A chat goes to no seat: a seat is an address that a switch dials"
needs N77
organisation 0615 Horsens municipality member in oestjylland
organisation midt Midtjylland region partner in oestjylland
topic vand handled by municipality
agreement all always
midt has a data agreement
midt offers midt-vand with 2 seats about vand in da
call c1 from 0615 about vand in da channel=chat
expect c1 waiting
call c2 from 0615 about vand in da
expect c2 at a seat of midt-vand
