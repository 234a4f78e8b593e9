story "A call-up asks the members of the pool who know the topic and the language; of the others it keeps why not"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows pas speaks da
agent eva of 0615 knows vand speaks en
agent kim of 0615 knows vand speaks da
untrained agent mia of 0615 knows vand speaks da
pool of 0615 week_ms=15h rest_ms=11h
ida is in the pool
bo is in the pool
eva is in the pool
mia is in the pool
callup snow of 0615 needs 1 about vand in da starts_at=+2h ends_at=+6h
expect callup snow asked 1
expect callup_ask snow/ida state asked
expect callup_ask snow/ida reason none
expect callup_ask snow/bo reason topic
expect callup_ask snow/eva reason language
expect callup_ask snow/mia reason training
expect callup_ask snow/mia state not_asked
expect no callup_ask snow/kim
