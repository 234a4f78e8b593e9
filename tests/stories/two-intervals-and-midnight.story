story "A day has two intervals at most; 24:00 and the next 00:00 leave no gap"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:00-09:00,10:00-24:00 tuesday=00:00-06:00
expect hours 0615 open true
at 08:00:00
expect hours 0615 open false
at 09:00:00
expect hours 0615 open true
at 23:00:00
expect hours 0615 open true
call c1 from 0615 about vand in da
expect c1 waiting
after 6h
expect hours 0615 open false
