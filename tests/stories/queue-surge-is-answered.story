story "A surge at a foreign switchboard is over when a playbook about the topic is activated there"
needs N5
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings baseline_weeks=1 queue_stale_ms=1h service_dwell_ms=0
playbook water-contamination is published and approved
at 09:00:00
queue of 0615 topic=vand waiting=1
queue of 0615 topic=vand waiting=1
queue of 0615 topic=vand waiting=1
queue of 0615 topic=vand waiting=1
at 10:00:00
queue of 0615 topic=vand waiting=1
after 167h
queue of 0615 topic=vand waiting=40
expect foreign_queue 0615/vand surge_since 1773046800000
leader activates water-contamination in 0615 for 24h as a1 examples
queue of 0615 topic=vand waiting=40
expect foreign_queue 0615/vand surge_since nothing
queue of 0615 topic=vand waiting=60
expect foreign_queue 0615/vand surge_since nothing
