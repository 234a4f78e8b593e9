story "A surge is over when calm has lasted a quarter of an hour"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 6 calls an hour from 0615 about vand
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
after 45m
expect surge 0615/vand state suggested
10 callers from 0615 about vand over 1m # and calm begins anew
after 25m
expect surge 0615/vand state suggested
after 20m
expect surge 0615/vand state over
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
