story "The first sign-in is the date from which the course is due"
needs N53 N54
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
untrained agent ny of 0615 knows vand speaks da elearning_at=-1d
expect agent ny registered_at nothing
ny is available
expect agent ny registered_at 1772434800000
