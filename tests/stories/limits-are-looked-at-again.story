story "Limits hold when somebody accepts, not only when they are asked"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
pool of 0615 week_ms=40h rest_ms=11h
ida is in the pool
callup one of 0615 needs 1 about vand in da starts_at=+1h ends_at=+3h
callup two of 0615 needs 1 about vand in da starts_at=+4h ends_at=+6h
expect callup_ask two/ida state asked
ida says accept to one
ida says accept to two
expect refused callup-limit at answer
expect callup two accepted 0
