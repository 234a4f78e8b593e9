story "A topic without a usual number has what the municipality has besides the others"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 250 calls an hour from 0615 about everything
60 callers from 0615 about vand over 10m
expect no surge 0615/vand
usually 244 calls an hour from 0615 about pas
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
expect surge 0615/vand expected 6000
