story "A surge of all queues together at a foreign switchboard is dismissed without a topic, beside none of a topic's"
needs N40
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings baseline_weeks=1 queue_stale_ms=1h service_dwell_ms=0
at 09:00:00
queue of 0615 waiting=1
queue of 0615 waiting=1
queue of 0615 waiting=1
queue of 0615 waiting=1
queue of 0615 topic=vand waiting=1
queue of 0615 topic=vand waiting=1
queue of 0615 topic=vand waiting=1
queue of 0615 topic=vand waiting=1
at 10:00:00
queue of 0615 waiting=1
queue of 0615 topic=vand waiting=1
after 167h
queue of 0615 waiting=40
queue of 0615 topic=vand waiting=40
leader dismisses what is at 0615 because "Kun en avisartikel"
expect foreign_queue 0615/* reason "Kun en avisartikel"
expect foreign_queue 0615/vand dismissed_at nothing
