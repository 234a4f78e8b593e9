story "Who waits when the phones close stays and is served: agents may stay"
needs N57
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:00-08:30 tuesday=08:00-08:30 wednesday=08:00-08:30 thursday=08:00-08:30 friday=08:00-08:30
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
call c2 from 0615 about vand in da
expect c2 waiting
at 07:31:00
expect hours 0615 open false
expect c2 waiting
call c3 from 0615 about vand in da
expect call c3 reason closed
ida ends c1
ida ends wrap-up
expect c2 offered to ida
ida accepts c2
expect c2 answered by ida
