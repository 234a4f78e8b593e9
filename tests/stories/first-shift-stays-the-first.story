story "Signing off is no shift; a later shift does not move the date from which the course is due"
needs N53
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is offline
expect agent ida registered_at nothing
ida is available
expect agent ida registered_at 1772434800000
ida is offline
after 1h
ida is available
expect agent ida registered_at 1772434800000
