story "The override of the gate ends by itself"
needs N52
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
untrained agent ny of 0615 knows vand speaks da
leader lets ny answer until +2h because krise
after 3h
ny is available
expect refused elearning-missing at agent
