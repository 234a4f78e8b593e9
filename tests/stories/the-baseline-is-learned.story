story "What is usual is learned hour by hour, as a mean of the weeks"
needs N40
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
1 callers from 0615 about vand over 1m # the hour in which counting begins teaches nothing
after 60m
30 callers from 0615 about vand over 30m
expect no baseline 0615/vand
after 30m
expect baseline 0615/vand expected[9] 30000
expect baseline 0615/vand weeks[9] 1
expect baseline 0615/vand weeks[8] 0
expect baseline 0615/* expected[9] 30000
expect no baseline 0615/pas
60 callers from 0615 about vand over 10m # one week is not enough to say what is usual
expect no surge 0615/vand
after 167h
40 callers from 0615 about vand over 30m
after 30m
expect baseline 0615/vand expected[9] 35000
expect baseline 0615/vand weeks[9] 2
expect baseline 0615/vand weeks[12] 1 # hours without calls are learned too
expect baseline 0615/vand expected[12] 0
after 167h
60 callers from 0615 about vand over 10m
expect surge 0615/vand state suggested
