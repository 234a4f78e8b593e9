story "Hours are local: summer time opens an hour earlier by UTC, on the very day; an hour left out or doubled counts once"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 saturday=08:00-16:00 sunday=08:00-16:00
hours of 0630 sunday=02:30-04:00
after 26d
expect hours 0615 open true
after 17h
after 30m
expect hours 0630 open false
after 30m
expect hours 0630 open true
after 59m
expect hours 0630 open true
after 1m
expect hours 0630 open false
after 3h
after 59m
expect hours 0615 open false
after 1m
expect hours 0615 open true
