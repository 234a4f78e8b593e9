story "The first who accept come; enough of them fill a call-up, and whoever is later is told so"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
agent eva of 0615 knows vand speaks da
pool of 0615 week_ms=15h rest_ms=11h
ida is in the pool
bo is in the pool
eva is in the pool
callup snow of 0615 needs 2 about vand in da starts_at=+2h ends_at=+6h
ida says decline to snow
expect callup snow accepted 0
ida says accept to snow
bo says accept to snow
bo says accept to snow
expect callup snow accepted 2
expect callup snow state filled
eva says accept to snow
expect refused callup-closed at answer
expect callup_ask snow/eva state asked
