story "A call goes on though the agent's screen is gone; the agent comes back to it"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=30s
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
after 40s
expect ida unknown
expect c1 answered by ida
ida renews
expect ida in_call
ida ends c1
expect ida wrapping
