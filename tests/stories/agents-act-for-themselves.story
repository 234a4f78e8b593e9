story "An agent can act only for themselves"
needs N96
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
as agent bo: ida is available
expect refused not-authorised at agent
ida is available
call c1 from 0615 about vand in da
as agent bo: ida accepts c1
expect refused not-authorised at agent
ida accepts c1
as agent bo: bo ends c1
expect refused not-authorised at call
