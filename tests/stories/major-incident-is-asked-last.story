story "A partner with a crisis of its own, by its own word, is asked last"
needs N7
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation syd "Region Syddanmark" region partner in sydjylland
syd has a data agreement
midt offers o1 with 9 seats about vand in da preference=5
syd offers o2 with 1 seats about vand in da preference=1
service of midt is major_incident
call c1 from 0615 about vand in da
expect c1 at a seat of o2
call c2 from 0615 about vand in da
expect c2 at a seat of o1
