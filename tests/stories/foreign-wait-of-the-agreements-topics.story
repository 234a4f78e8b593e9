story "A wait at a foreign switchboard counts to agreements about its topic; of all its queues together, to those about everything"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agreement pas above_wait topics=pas enter_ms=60s
agreement everything above_wait enter_ms=60s
settings queue_stale_ms=10m
queue of 0615 topic=vand waiting=3 longest_wait_ms=90s
expect overflow everything/0615 organisation 0615
expect no overflow pas/0615
queue of 0615 is forgotten
expect no overflow everything/0615
queue of 0615 waiting=3 longest_wait_ms=90s
expect overflow everything/0615 organisation 0615
expect no overflow pas/0615
queue of 0615 waiting=0 longest_wait_ms=0
expect no overflow everything/0615
