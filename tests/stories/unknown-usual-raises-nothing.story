story "Where it is not known what is usual, nothing is suggested"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
60 callers from 0615 about vand over 10m
expect no surge 0615/vand
usually 6 calls an hour from 0615 about pas
60 callers from 0615 about vand over 10m
expect no surge 0615/vand
