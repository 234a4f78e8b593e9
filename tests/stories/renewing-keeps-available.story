story "Signs of life keep an agent available"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=30s
agent ida of 0615 knows vand speaks da
ida is available
after 20s
ida renews
after 20s
ida renews
after 29s
expect ida available
after 1s
expect ida unknown
