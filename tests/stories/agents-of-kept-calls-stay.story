story "An agent is removed only when no kept call names them any more"
needs N97 N103
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=3h call_retention_ms=1h wrap_up_ms=0s
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
after 1s
bo is available
call c1 from 0615 about vand in da
ida rejects c1
bo accepts c1
bo ends c1
ida is offline
bo is offline
agent bo is removed
expect refused in-use at agent
agent ida is removed
expect refused in-use at agent
organisation 0615 is removed
expect refused in-use at organisation
after 1h
agent ida is removed
agent bo is removed
expect no agent bo
organisation 0615 is removed
expect no organisation 0615
