story "Many more calls than usual about a topic are a surge, and it is suggested"
needs N40
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 6 calls an hour from 0615 about vand
usually 6 calls an hour from 0615 about pas
usually 6 calls an hour from 0630 about vand
10 callers from 0615 about vand over 5m
expect no surge 0615/vand
20 callers from 0615 about vand over 5m
expect surge 0615/vand state suggested
expect surge 0615/vand expected 6000
expect surge 0615/vand over_at nothing
expect no surge 0615/pas
expect no surge 0630/vand
