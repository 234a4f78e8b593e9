story "A sign of life counts from when it came, and saying available is one"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=30s
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
bo is available
after 20s
ida renews
bo is available
after 29s
expect ida available
expect bo available
after 1s
expect ida unknown
expect bo unknown
