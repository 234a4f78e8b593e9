story "What something else refers to is not removed"
needs N97
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
organisation 0615 is removed
expect refused in-use at organisation
ida is available
agent ida is removed
expect refused in-use at agent
ida is offline
agent ida is removed
expect no agent ida
organisation 0615 is removed
expect no organisation 0615
