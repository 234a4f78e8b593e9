story "An agent without a sign of life becomes unknown, never available"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=30s
agent ida of 0615 knows vand speaks da
ida is available
after 29s
expect ida available
after 1s
expect ida unknown
call c1 from 0615 about vand in da
expect c1 waiting
ida renews
expect c1 offered to ida
