story "An agent answers for themselves, and only when they were asked"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows pas speaks da
pool of 0615 week_ms=40h rest_ms=0s
ida is in the pool
bo is in the pool
callup snow of 0615 needs 1 about vand in da starts_at=+1h ends_at=+2h
as agent bo: ida says accept to snow
expect refused not-authorised at agent
bo says accept to snow
expect refused unknown-callup at agent
as partner 0615: ida says accept to snow
expect callup snow state filled
