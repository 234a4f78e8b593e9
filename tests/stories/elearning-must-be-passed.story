story "E-learning that is booked for tomorrow is not passed"
needs N52
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
untrained agent ny of 0615 knows vand speaks da elearning_at=+1d
ny is available
expect refused elearning-missing at agent
after 1d
ny is available
expect ny available
