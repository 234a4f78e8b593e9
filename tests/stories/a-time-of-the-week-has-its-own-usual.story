story "Each hour of the week has its own usual number of calls"
needs N40
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 6 calls an hour from 0615 about vand monday=360
60 callers from 0615 about vand over 10m
expect no surge 0615/vand
after 24h
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
