story "An agreement above a wait gives shares once the longest wait at the switchboard has brought it into force"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings queue_stale_ms=1h lease_ms=1d
agreement wait above_wait enter_ms=60s
agent bo of 0751 knows vand speaks da
bo is available
queue of 0615 topic=vand waiting=9 longest_wait_ms=50s agents_available=0 agents_busy=1
expect advice 0615/vand reason nobody_may_help
after 10s
expect advice 0615/vand shares 0615=500,0751=500
