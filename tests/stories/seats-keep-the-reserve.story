story "Seats are part of the reserve that an organisation keeps for its own"
needs N10
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation midt "Region Midtjylland" region partner in midtjylland reserve=1
midt offers o1 with 2 seats about vand in da
call c1 from 0615 about vand in da
expect c1 at a seat of o1
call c2 from 0615 about vand in da
expect c2 waiting
expect call c2 stopped reserve=1
