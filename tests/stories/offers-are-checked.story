story "An offer that cannot be is refused, with the field and the reason"
needs N88
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 2 seats about vand in da
midt offers o2 with 2 seats about vand in da address=tel:112
expect refused invalid-request at address
midt offers o2 with 2 seats about vand in da "address=sip:a@b>;x"
expect refused invalid-request at address
midt offers o2 with 0 seats about vand in da
expect refused out-of-range at seats
midt offers o2 with 2 seats about luft in da
expect refused unknown-topic at topics
midt offers o2 with 2 seats about vand in xx
expect refused unknown-language at languages
midt offers o2 with 2 seats about vand in da preference=6
expect refused out-of-range at preference
midt offers o2 with 2 seats about vand in da ends_at=-1h
expect refused out-of-range at ends_at
midt offers o2 with 2 seats about vand in da activation=activation-9
expect refused unknown-activation at activation
midt offers o1 with 3 seats about vand in da
expect refused in-use at offer
midt offers o1 with 2 seats about vand in da
offer o9 is renewed
expect refused unknown-offer at offer
organisation fri Fremmed municipality outsider in sydjylland
fri offers o3 with 1 seats about vand in da
expect refused not-a-partner at organisation
0615 offers o1 with 1 seats about vand in da
expect refused other-organisation at offer
organisation midt "Region Midtjylland" region partner in midtjylland
organisation midt is removed
expect refused in-use at organisation
