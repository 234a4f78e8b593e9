story "Seats take the topics and languages that were offered"
needs N8
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
topic pas handled by municipality
midt offers o1 with 2 seats about vand in da
call c1 from 0615 about pas in da
expect c1 waiting
call c2 from 0615 about vand in en
expect c2 waiting
offer o1 is amended topics=vand,pas languages=da,en
expect c1 at a seat of o1
expect c2 at a seat of o1
