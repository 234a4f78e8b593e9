story "The call-ups of one person in a local week come to no more than was agreed; their own limit is the lower one"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
pool of 0615 week_ms=8h rest_ms=0s
ida is in the pool
bo is in the pool week_ms=3h
at 09:00:00
callup one of 0615 needs 1 about vand in da starts_at=+1h ends_at=+5h
expect callup_ask one/bo reason week
ida says accept to one
callup two of 0615 needs 1 about vand in da starts_at=+6h ends_at=+10h
expect callup_ask two/ida state asked
callup three of 0615 needs 1 about vand in da starts_at=+6h ends_at=+11h
expect callup_ask three/ida reason week
callup four of 0615 needs 1 about vand in da starts_at=+174h ends_at=+182h
expect callup_ask four/ida state asked
