story "A switch that routes by percentage is told shares as the agents that each brings, in whole thousandths"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
organisation midt "Region Midtjylland" region partner in midtjylland
agreement all always
settings queue_stale_ms=1h lease_ms=1d
midt has a data agreement valid_from=-1d valid_until=+365d
agent bo of 0751 knows vand speaks da
agent eva of 0751 knows vand speaks da
bo is available
eva is available
midt offers o1 with 5 seats about vand in da
queue of midt seats_free=4
queue of 0615 topic=vand waiting=9 agents_available=0 agents_busy=7
expect advice 0615/vand reason shared
expect advice 0615/vand shares 0615=538,midt=308,0751=154
expect advice 0615/pas reason home_is_unknown
