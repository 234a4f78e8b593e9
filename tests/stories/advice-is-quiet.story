story "Home keeps everything while it has agents for those who wait, while it is not known, and where nobody may help"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings queue_stale_ms=60s lease_ms=1d
agent bo of 0751 knows vand speaks da
bo is available
queue of 0615 topic=vand waiting=2 agents_available=2 agents_busy=3
expect advice 0615/vand reason nobody_may_help
agreement all always
expect advice 0615/vand shares 0615=833,0751=167
queue of 0615 topic=vand waiting=2 agents_available=3 agents_busy=2
expect advice 0615/vand reason home_has_free_agents
expect advice 0615/vand shares 0615=1000
queue of 0615 topic=vand waiting=0
expect advice 0615/vand reason home_has_free_agents
queue of 0615 topic=vand waiting=1
expect advice 0615/vand reason home_is_unknown
queue of 0615 topic=vand waiting=2 agents_available=0 agents_busy=3
expect advice 0615/vand shares 0615=750,0751=250
after 60s
expect advice 0615/vand reason home_is_unknown
expect advice 0615/vand shares 0615=1000
