story "With an organisation goes what is known of its calls"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 6 calls an hour from 0615 about vand
usually 6 calls an hour from 0615 about everything
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
expect demand 0615 minutes 10
after 2m
organisation 0615 is removed
expect no baseline 0615/vand
expect no baseline 0615/*
expect no surge 0615/vand
expect no demand 0615
organisation 0615 Horsens municipality member in oestjylland
usually 6 calls an hour from 0615 about vand
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
