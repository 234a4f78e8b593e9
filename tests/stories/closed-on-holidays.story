story "On a public holiday the holiday hours hold, whatever the weekday"
needs N4
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:00-16:00 tuesday=08:00-16:00 wednesday=08:00-16:00 thursday=08:00-16:00 friday=08:00-16:00
hours of 0630 monday=08:00-16:00 tuesday=08:00-16:00 wednesday=08:00-16:00 thursday=08:00-16:00 friday=08:00-16:00 holidays=10:00-12:00
after 31d
expect hours 0615 open false
call c1 from 0615 about vand in da
expect call c1 reason closed
expect hours 0630 open false
after 2h
expect hours 0630 open true
call c2 from 0630 about vand in da
expect c2 waiting
after 2h
expect hours 0630 open false
expect hours 0615 open false
after 116h
expect hours 0615 open true
expect hours 0630 open true
