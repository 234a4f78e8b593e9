story "A seat that has served one of its own citizens takes the next who waits"
needs N7 N8
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 1 seats about vand in da
call c1 from midt about vand in da
call c2 from midt about vand in da
expect c1 at a seat of o1
expect c2 waiting
seat of o1 accepts c1
as partner midt: midt ends c1
expect c2 at a seat of o1
