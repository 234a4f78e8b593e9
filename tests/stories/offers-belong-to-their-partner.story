story "A partner reaches its own offers, calls and queue only"
needs N88 N96
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation syd "Region Syddanmark" region partner in sydjylland
syd has a data agreement
as partner midt: midt offers o1 with 1 seats about vand in da
as partner syd: offer o1 is withdrawn
expect refused other-organisation at offer
as partner syd: midt offers o2 with 1 seats about vand in da
expect refused other-organisation at organisation
as partner syd: queue of midt seats_free=0
expect refused other-organisation at organisation
as partner syd: service of midt is down
expect refused other-organisation at organisation
call c1 from 0615 about vand in da
as partner syd: seat of o1 accepts c1
expect refused other-organisation at offer
as partner midt: seat of o1 accepts c1
as partner syd: midt ends c1
expect refused other-organisation at call
as telephony syd: midt ends c1
expect refused other-organisation at call
as partner midt: midt has a data agreement
expect refused not-authorised
as partner midt: midt ends c1
expect call c1 outcome answered
