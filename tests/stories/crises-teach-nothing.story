story "The baseline learns nothing while a playbook is active, nor from a surge unless it is dismissed"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 6 calls an hour from 0615 about vand
usually 6 calls an hour from 0615 about pas
1 callers from 0615 about vand over 1m
after 60m
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
after 50m
expect baseline 0615/vand expected[9] 6000
expect baseline 0615/pas expected[9] 5250
60 callers from 0615 about vand over 10m
leader dismisses vand of 0615 because "Kun en avisartikel"
after 40m
60 callers from 0615 about vand over 20m
after 50m
expect baseline 0615/vand expected[10] 6000 # it was suggested in this hour, before it was dismissed
expect baseline 0615/vand expected[11] 9375 # 33 calls
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
60 callers from 0615 about vand over 10m
leader lifts a1 because slut
after 50m
expect baseline 0615/vand expected[12] 6000
expect baseline 0615/pas expected[12] 5250
