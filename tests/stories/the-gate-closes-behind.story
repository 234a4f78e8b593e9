story "When the override ends in the middle of a shift, the agent is given no more calls"
needs N52
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1d
untrained agent ny of 0615 knows vand speaks da
leader lets ny answer until +1h because krise
ny is available
call c1 from 0615 about vand in da
ny accepts c1
after 2h
ny ends c1
after 40s
expect ny away
call c2 from 0615 about vand in da
expect c2 waiting
