story "As many calls as usual are no surge, however many they are"
needs N40
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 360 calls an hour from 0615 about vand
60 callers from 0615 about vand over 10m
expect no surge 0615/vand
usually 6 calls an hour from 0615 about vand
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
