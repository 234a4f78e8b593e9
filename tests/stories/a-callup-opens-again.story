story "One who had accepted and cannot come after all makes room for another, until the time to answer is over"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
pool of 0615 week_ms=15h rest_ms=11h
ida is in the pool
bo is in the pool
callup snow of 0615 needs 1 about vand in da starts_at=+2h ends_at=+6h
ida says accept to snow
expect callup snow state filled
ida says decline to snow
expect callup snow state open
expect callup snow closed_at nothing
bo says accept to snow
expect callup snow state filled
after 3h
bo says decline to snow
expect callup snow state short
ida says accept to snow
expect refused callup-closed at answer
