story "The same call-up again is the same one; another of that id is refused"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
pool of 0615 week_ms=40h rest_ms=0s
ida is in the pool
callup snow of 0615 needs 1 about vand in da starts_at=2026-03-05T08:00:00+01:00 ends_at=2026-03-05T10:00:00+01:00
ida says accept to snow
callup snow of 0615 needs 1 about vand in da starts_at=2026-03-05T08:00:00+01:00 ends_at=2026-03-05T10:00:00+01:00
expect callup snow state filled
callup snow of 0615 needs 2 about vand in da starts_at=2026-03-05T08:00:00+01:00 ends_at=2026-03-05T10:00:00+01:00
expect refused in-use at callup
callup long of 0615 needs 1 about vand in da starts_at=+1h ends_at=+26h
expect refused out-of-range at ends_at
callup past of 0615 needs 1 about vand in da starts_at=-2h ends_at=-1h
expect refused out-of-range at ends_at
