story "Whoever leaves is forgotten with all that names them; their citizens are served as any outsider’s are"
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
agent kim of 0751 knows vand speaks da
pool of 0615 week_ms=40h rest_ms=0s
ida is in the pool
callup snow of 0615 needs 1 about vand in da starts_at=+1h ends_at=+2h
ida says accept to snow
plan of 0615 bo/+1h/+5h
0615 can deliver 2 starts_at=+1h ends_at=+5h
0615 leaves: drain
0615 leaves: export
as partner 0751: 0615 leaves: erase
expect refused other-organisation at organisation
0615 leaves: erase
expect no agent ida
expect no agent bo
expect no callup_ask snow/ida
expect leaving 0615 erased_at nothing
0615 leaves: stay
expect refused leave-order at step
0615 leaves: erase
expect no pool 0615
expect no callup snow
expect organisation 0615 standing outsider
expect leaving 0615 step erase
call c1 from 0615 about vand in da
expect c1 waiting
organisation 0615 Horsens municipality member in oestjylland
expect no leaving 0615
agent ida of 0615 knows vand speaks da
