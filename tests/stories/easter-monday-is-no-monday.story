story "Easter Monday is a holiday without anybody saying so"
needs N4
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 6 calls an hour from 0615 about vand sunday=360
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
usually 6 calls an hour from 0630 about vand sunday=360
after 35d
60 callers from 0630 about vand over 10m
expect no surge 0630/vand
