story "Seats keep the caps of the agreement and of the partner's own word"
needs N10 N98
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement capped always helped=0615 calls_max=1
agreement open always helped=0630
midt has a data agreement
midt offers o1 with 9 seats about vand in da
call c1 from 0615 about vand in da
expect c1 at a seat of o1
call c2 from 0615 about vand in da
expect c2 waiting
expect call c2 stopped agreement_cap=1
midt helps help_max=2
call c3 from 0630 about vand in da
expect c3 at a seat of o1
call c4 from 0630 about vand in da
expect c4 waiting
expect call c4 stopped own_cap=1
midt declines
c1 hangs up
c3 hangs up
expect c4 waiting
call c5 from midt about vand in da
expect c5 at a seat of o1
