story "A surge at a foreign switchboard that is dismissed stays quiet until it is over; the next one is suggested again"
needs N40
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings baseline_weeks=1 queue_stale_ms=1h service_dwell_ms=0 surge_calm_ms=60s
at 09:00:00
queue of 0615 topic=vand waiting=1
queue of 0615 topic=vand waiting=1
queue of 0615 topic=vand waiting=1
queue of 0615 topic=vand waiting=1
at 10:00:00
queue of 0615 topic=vand waiting=1
leader dismisses vand of 0615 because "Kun en avisartikel"
expect refused unknown-surge at topic
after 167h
queue of 0615 topic=vand waiting=40
as auditor: leader dismisses vand of 0615 because "Kun en avisartikel"
expect refused not-authorised
leader dismisses pas of 0615 because "Kun en avisartikel"
expect refused unknown-surge at topic
leader dismisses vand of 0615 because "Kun en avisartikel"
expect foreign_queue 0615/vand dismissed_at 1773046800000
expect foreign_queue 0615/vand dismissed_by duty_leader
leader dismisses vand of 0615 because "Igen"
queue of 0615 topic=vand waiting=50
expect foreign_queue 0615/vand reason "Kun en avisartikel"
queue of 0615 topic=vand waiting=0
after 60s
queue of 0615 topic=vand waiting=0
expect foreign_queue 0615/vand surge_since nothing
expect foreign_queue 0615/vand dismissed_at nothing
queue of 0615 topic=vand waiting=40
expect foreign_queue 0615/vand reason nothing
