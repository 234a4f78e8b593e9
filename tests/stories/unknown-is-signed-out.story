story "An agent unknown for too long is signed out"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=30s unknown_ms=30m
agent ida of 0615 knows vand speaks da
ida is available
after 30s
expect ida unknown
after 30m
expect ida signed_out
ida renews
expect refused agent-signed-out at agent
