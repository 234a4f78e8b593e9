story "An organisation that leaves takes nothing new: no calls of others, no agents, no call-ups"
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agreement always always
pool of 0615 week_ms=40h rest_ms=0s
ida is in the pool
0615 leaves: drain
expect leaving 0615 step drain
expect organisation 0615 declines true
0615 helps
expect refused leaving at organisation
agent new of 0615 knows vand speaks da
expect refused leaving at organisation
callup snow of 0615 needs 1 about vand in da starts_at=+1h ends_at=+2h
expect refused leaving at organisation
ida is available
call c1 from 0751 about vand in da
expect c1 waiting
0615 leaves: stay
expect no leaving 0615
0615 helps
expect c1 offered to ida
