story "A call-up that is not needed after all is withdrawn, by those of its organisation only"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
organisation 0751 Aarhus municipality member in oestjylland
agent ida of 0615 knows vand speaks da
pool of 0615 week_ms=40h rest_ms=11h
ida is in the pool
callup snow of 0615 needs 1 about vand in da starts_at=+1h ends_at=+2h
ida says accept to snow
as partner 0751: callup snow is withdrawn
expect refused other-organisation at callup
as partner 0615: callup snow is withdrawn
expect callup snow state withdrawn
callup again of 0615 needs 1 about vand in da starts_at=+1h ends_at=+2h
expect callup_ask again/ida state asked
as partner 0751: callup theirs of 0615 needs 1 about vand in da starts_at=+1h ends_at=+2h
expect refused other-organisation at organisation
