story "Members belong to the pool of their organisation, and leave it as they like"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
organisation 0751 Aarhus municipality member in oestjylland
agent ida of 0615 knows vand speaks da
ida is in the pool
expect refused not-found at agent
pool of 0615 week_ms=40h rest_ms=0s
ida is in the pool
agent ida of 0751 knows vand speaks da
expect refused in-use at organisation
pool of 0615 is removed
expect refused in-use at organisation
ida leaves the pool
expect no pool_member ida
pool of 0615 is removed
expect no pool 0615
