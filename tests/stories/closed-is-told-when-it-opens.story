story "A caller while closed is told so and counted, and does not wait"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
expect hours 0615 open false
call c1 from 0615 about vand in da
expect call c1 outcome diverted
expect call c1 reason closed
expect kpi 0615 diverted 1
expect kpi 0615 offered 1
call c2 from 0630 about vand in da
expect c2 waiting
at 07:30:00
expect hours 0615 open true
call c3 from 0615 about vand in da
expect c3 waiting
at 15:00:00
expect hours 0615 open false
call c4 from 0615 about vand in da
expect call c4 reason closed
