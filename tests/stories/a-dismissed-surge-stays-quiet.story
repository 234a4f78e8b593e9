story "A dismissed surge stays quiet until it is over; the next one is suggested again"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 6 calls an hour from 0615 about vand
60 callers from 0615 about vand over 10m
leader dismisses vand of 0615 because "Kun en avisartikel"
expect surge 0615/vand state dismissed
expect surge 0615/vand dismissed_by duty_leader
leader dismisses vand of 0615 because "Igen"
expect surge 0615/vand reason "Kun en avisartikel"
60 callers from 0615 about vand over 10m
expect surge 0615/vand state dismissed
after 60m
expect surge 0615/vand state over
leader dismisses vand of 0615 because "Kun en avisartikel"
expect refused unknown-surge at topic
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
expect surge 0615/vand reason nothing
