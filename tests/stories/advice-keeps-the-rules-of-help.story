story "Advice sends nobody more than agreements, caps, reserves and the helper's own word allow"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings queue_stale_ms=1h lease_ms=1d reserve_rule=always
agreement all always
agent a1 of 0751 knows vand speaks da
agent a2 of 0751 knows vand speaks da
agent a3 of 0751 knows vand speaks da
agent a4 of 0751 knows pas speaks da
a1 is available
a2 is available
a3 is available
a4 is available
queue of 0615 topic=vand waiting=9 agents_available=0 agents_busy=1
expect advice 0615/vand shares 0615=250,0751=750
organisation 0751 Aarhus municipality member in oestjylland reserve=2
expect advice 0615/vand shares 0615=333,0751=667
as partner 0751: 0751 helps help_max=1
expect advice 0615/vand shares 0615=500,0751=500
as partner 0751: 0751 declines
expect advice 0615/vand reason nobody_may_help
