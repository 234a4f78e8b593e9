story "A switchboard that is down gets nothing where others may help; one that is closed keeps its announcement"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings queue_stale_ms=1h lease_ms=1d
agreement all always
agent bo of 0751 knows vand speaks da
bo is available
queue of 0615 topic=vand waiting=0 agents_available=3 agents_busy=0
service of 0615 is down
expect advice 0615/vand shares 0615=0,0751=1000
0751 declines
expect advice 0615/vand shares 0615=1000
service of 0615 is normal
hours of 0615 monday=01:00-02:00
expect advice 0615/vand reason home_is_closed
