story "An organisation with agents keeps its area, and a change keeps what it does not name"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
organisation 0615 Horsens municipality member in oestjylland population=95000 reserve=2
agent ida of 0615 knows vand speaks da
organisation 0615 Horsens municipality member in sydjylland
expect refused in-use at area
organisation 0615 "Horsens Kommune" municipality member in oestjylland
expect organisation 0615 population 95000
expect organisation 0615 name "Horsens Kommune"
