story "The baseline learns nothing from a holiday"
needs N4
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
calendar has 2026-03-02 Lukkedag
1 callers from 0615 about vand over 1m
after 60m
30 callers from 0615 about vand over 30m
after 30m
expect no baseline 0615/vand
expect no baseline 0615/*
after 24h
30 callers from 0615 about vand over 30m
after 30m
expect baseline 0615/vand expected[34] 30000
