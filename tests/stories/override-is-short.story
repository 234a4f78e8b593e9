story "A gate is opened from now and for 30 days at most"
needs N52
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
untrained agent ny of 0615 knows vand speaks da
leader lets ny answer until -1h because krise
expect refused out-of-range at until
leader lets ny answer until +31d because krise
expect refused out-of-range at until
leader lets ny answer until +30d because krise
