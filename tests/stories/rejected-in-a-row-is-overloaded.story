story "A partner that rejects three calls in a row is overloaded, and asked again when it says so"
needs N13 N98
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation 0630 Vejle municipality member in sydjylland
midt offers o1 with 9 seats about vand in da
call c1 from 0615 about vand in da
seat of o1 rejects c1
call c2 from 0615 about vand in da
seat of o1 rejects c2
expect service midt inferred normal
call c3 from 0615 about vand in da
seat of o1 rejects c3
expect service midt inferred overloaded
call c4 from 0615 about vand in da
expect c4 waiting
service of midt is normal
expect c4 at a seat of o1
