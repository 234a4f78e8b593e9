story "When a surge is raised and when it is over are settings"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
settings surge_calm_permille=3001
expect refused out-of-range at surge_calm_permille
settings surge_ratio_permille=1100
expect refused out-of-range at surge_ratio_permille
settings surge_threshold=30000 surge_calm_ms=2m
usually 6 calls an hour from 0615 about vand
20 callers from 0615 about vand over 10m
expect no surge 0615/vand
20 callers from 0615 about vand over 10m
after 1m
expect surge 0615/vand state suggested
settings surge_floor=600000
after 3m
expect surge 0615/vand state over
settings surge_ratio_permille=20000 surge_floor=8000 surge_threshold=12000
20 callers from 0630 about vand over 20m
usually 30 calls an hour from 0630 about vand
20 callers from 0630 about vand over 10m
expect no surge 0630/vand
