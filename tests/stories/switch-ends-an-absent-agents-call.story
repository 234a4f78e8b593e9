story "The switch ends the call of an agent whose screen is gone: nobody wraps up, and the agent stays unknown"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=30s
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
after 40s
expect ida unknown
call c2 from 0615 about vand in da
as telephony: switch ends c1
expect call c1 state ended
expect ida unknown
expect c2 waiting
expect availability ida call nothing
