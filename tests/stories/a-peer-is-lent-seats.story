story "Seats are lent to a peer, and taken back by draining or closing before it goes"
needs N98
organisation nord "Hotline Nord" association partner in nordjylland
topic vand handled by municipality
nord is lent 3 seats about vand in da at sip:overflow@midt.example
expect refused not-found at organisation
nord is a peer at https://nord.example/v1/peers/midt
lending to nord is open
expect refused out-of-range at lending
nord is lent 3 seats about luft in da at sip:overflow@midt.example
expect refused unknown-topic at topics
nord is lent 3 seats about vand in xx at sip:overflow@midt.example
expect refused unknown-language at languages
nord is lent 3 seats about vand in da at "sip:a@b>;x"
expect refused invalid-request at address
nord is lent 0 seats about vand in da at sip:overflow@midt.example
expect refused out-of-range at seats
nord is lent 3 seats about vand in da at sip:overflow@midt.example
lending to nord is draining
nord is no peer
expect refused in-use at organisation
lending to nord is open
lending to nord is closed
nord is no peer
