story "Who still offers seats is not erased, and offers no new ones: they are withdrawn first"
organisation 0615 Horsens municipality member in oestjylland
organisation midt Midt region partner in oestjylland
topic vand handled by municipality
midt has a data agreement
midt offers seats with 2 seats about vand in da
midt leaves: drain
midt offers more with 2 seats about vand in da
expect refused leaving at organisation
midt leaves: export
midt leaves: erase
expect refused leave-order at step
offer seats is withdrawn
midt leaves: erase
expect organisation midt standing outsider
