story "When the time to answer is over, a call-up that too few have accepted is short and stays so"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
pool of 0615 week_ms=15h rest_ms=11h
ida is in the pool
bo is in the pool
callup snow of 0615 needs 2 about vand in da starts_at=+2h ends_at=+6h answer_by=+30m
ida says accept to snow
after 29m
expect callup snow state open
after 1m
expect callup snow state short
expect callup snow accepted 1
bo says accept to snow
expect refused callup-closed at answer
