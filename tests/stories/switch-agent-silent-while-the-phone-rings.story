story "The phone that rings is sign of life enough until it is lifted or given up"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
settings lease_ms=10s
after 5s
switch asks c1 from 0615 about vand
after 12s
expect c1 offered to ida
switch tells c1 answered route=0
expect c1 answered by ida
