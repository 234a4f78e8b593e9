story "A partner's seat is rung at its address, and accepts by lifting the phone; one at a web address is not rung"
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement
midt offers web with 1 seats about vand in da address=https://midt.example/calls
switch asks c1 from 0615 about vand
expect call c1 reason nobody_free
midt offers o1 with 1 seats about vand in da address=sip:midt@10.5.0.1
switch asks c2 from 0615 about vand
expect c2 at a seat of o1
expect call c2 leg routed
seat of o1 accepts c2
expect refused call-at-phone at call
switch tells c2 answered route=0
expect call c2 state answered
switch tells c2 ended
expect call c2 state ended
switch asks c3 from 0615 about vand
expect c3 at a seat of o1
switch tells c3 attempt_failed route_index=0 sip_code=408
expect call c3 reason routes_exhausted
switch asks c4 from 0615 about vand
switch tells c4 abandoned
expect call c4 outcome abandoned
