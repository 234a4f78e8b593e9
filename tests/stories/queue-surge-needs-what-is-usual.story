story "While it is not known how many usually wait there, or when few do, no surge is suggested; a surge teaches nothing"
needs N40
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings baseline_weeks=1 queue_stale_ms=1h service_dwell_ms=0 surge_ratio_permille=2000 surge_calm_ms=10m
at 09:00:00
queue of 0615 topic=vand waiting=500
expect foreign_queue 0615/vand surge_since nothing
queue of 0615 topic=pas waiting=0
queue of 0615 topic=pas waiting=1
queue of 0615 topic=pas waiting=0
at 10:00:00
queue of 0615 topic=pas waiting=1
expect no queue_usual 0615/pas
queue of 0615 topic=pas waiting=0
queue of 0615 topic=pas waiting=0
queue of 0615 topic=pas waiting=0
at 11:00:00
queue of 0615 topic=pas waiting=0
expect queue_usual 0615/pas waiting[11] 250
after 167h
queue of 0615 topic=pas waiting=4
expect foreign_queue 0615/pas surge_since nothing
queue of 0615 topic=pas waiting=5
queue of 0615 topic=pas waiting=50
queue of 0615 topic=pas waiting=50
queue of 0615 topic=pas waiting=50
expect foreign_queue 0615/pas surge_since 1773050400000
after 1h
queue of 0615 topic=pas waiting=50
expect queue_usual 0615/pas waiting[11] 250
