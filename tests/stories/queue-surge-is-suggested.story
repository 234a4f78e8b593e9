story "Where many more wait at a foreign switchboard than is usual in that hour, for long enough, a surge is suggested"
needs N40
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings baseline_weeks=1 queue_stale_ms=1h service_dwell_ms=30s surge_ratio_permille=2000 surge_calm_permille=1500 surge_calm_ms=10m
at 09:00:00
queue of 0615 topic=vand waiting=3
queue of 0615 topic=vand waiting=4
queue of 0615 topic=vand waiting=2
queue of 0615 topic=vand waiting=3
at 10:00:00
queue of 0615 topic=vand waiting=90
expect queue_usual 0615/vand waiting[10] 3000
after 167h
queue of 0615 topic=vand waiting=5
expect foreign_queue 0615/vand above_since nothing
queue of 0615 topic=vand waiting=6
expect foreign_queue 0615/vand above_since 1773046800000
after 29s
queue of 0615 topic=vand waiting=7
expect foreign_queue 0615/vand surge_since nothing
after 1s
queue of 0615 topic=vand waiting=7
expect foreign_queue 0615/vand surge_since 1773046830000
queue of 0615 topic=vand waiting=4
after 10m
expect foreign_queue 0615/vand surge_since 1773046830000
queue of 0615 topic=vand waiting=4
expect foreign_queue 0615/vand surge_since nothing
