story "A holiday on a Monday is not compared with ordinary Mondays"
needs N4
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
calendar has 2026-03-02 Lukkedag
usually 6 calls an hour from 0615 about vand sunday=360
usually 360 calls an hour from 0615 about pas sunday=6
60 callers from 0615 about vand over 10m
expect no surge 0615/vand
60 callers from 0615 about pas over 10m
expect surge 0615/pas state suggested
