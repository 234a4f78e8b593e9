story "Those on shift who are not signed in can be called, whether or not they are in a pool"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
agent eva of 0615 knows vand speaks da
plan of 0615 ida/-1h/+5h bo/-1h/+5h eva/+2h/+5h
bo is available
callup missing of 0615 needs 1 about vand in da who=absent starts_at=now ends_at=+2h
expect callup missing asked 1
expect callup_ask missing/ida state asked
expect no callup_ask missing/bo
expect no callup_ask missing/eva
