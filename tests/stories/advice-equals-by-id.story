story "Of equal shares the thousandth that is left goes to home, and helpers stand in the order of their ids"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
organisation 0746 Skanderborg municipality member in oestjylland
agreement all always
settings queue_stale_ms=1h lease_ms=1d
agent bo of 0751 knows vand speaks da
agent eva of 0746 knows vand speaks da
bo is available
eva is available
queue of 0615 topic=vand waiting=1 agents_available=0 agents_busy=1
expect advice 0615/vand shares 0615=334,0746=333,0751=333
