story "Wrap-up can be ended early"
needs N34
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida ends c1
after 5s
ida ends wrap-up
expect ida available
expect call c1 state ended
ida ends wrap-up
expect refused agent-not-wrapping at agent
