story "Nobody is asked outside the hours agreed with the pool, in local time"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
pool of 0615 week_ms=40h rest_ms=0s monday=08:00-20:00 tuesday=08:00-20:00 wednesday=08:00-20:00 thursday=08:00-20:00 friday=08:00-20:00 saturday=08:00-20:00 sunday=08:00-20:00 holidays=08:00-20:00
ida is in the pool
at 10:00:00
callup day of 0615 needs 1 about vand in da starts_at=+2h ends_at=+9h
expect callup_ask day/ida state asked
callup late of 0615 needs 1 about vand in da starts_at=+2h ends_at=+10h
expect callup_ask late/ida reason agreed_hours
