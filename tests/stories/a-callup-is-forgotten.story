story "A week after its end everything of a call-up is forgotten, and until then its hours count"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
pool of 0615 week_ms=40h rest_ms=0s
ida is in the pool
callup snow of 0615 needs 1 about vand in da starts_at=+1h ends_at=+2h
ida says accept to snow
after 169h
expect callup_ask snow/ida state accepted
after 1h
expect no callup_ask snow/ida
expect no callup snow
