story "Between two call-ups of one person lies the rest that was agreed"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
pool of 0615 week_ms=40h rest_ms=11h
ida is in the pool
bo is in the pool
callup one of 0615 needs 1 about vand in da starts_at=+1h ends_at=+3h
ida says accept to one
callup two of 0615 needs 1 about vand in da starts_at=+13h ends_at=+15h
expect callup_ask two/ida reason rest
expect callup_ask two/bo state asked
callup three of 0615 needs 1 about vand in da starts_at=+14h ends_at=+15h
expect callup_ask three/ida state asked
callup four of 0615 needs 1 about vand in da starts_at=+2h ends_at=+4h
expect callup_ask four/ida reason called_up
