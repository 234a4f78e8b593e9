story "An agent who is removed leaves nothing in pools, call-ups and plans, and another may come instead"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
pool of 0615 week_ms=40h rest_ms=0s
ida is in the pool
bo is in the pool
at 12:00:00
plan of 0615 ida/2026-12-01T08:00:00+01:00/2026-12-01T16:00:00+01:00
callup snow of 0615 needs 1 about vand in da starts_at=+1h ends_at=+2h
ida says accept to snow
agent ida is removed
expect no pool_member ida
expect no shift ida/1796108400000
expect callup snow state open
expect callup snow accepted 0
expect callup snow asked 1
bo says accept to snow
expect callup snow state filled
