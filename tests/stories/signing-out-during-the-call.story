story "Signing out during a call drops nobody"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1h
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
ida is offline
expect c1 answered by ida
ida ends c1
after 40s
expect ida signed_out
