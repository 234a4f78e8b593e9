story "A report of a topic's queue says something of it, and nothing of seats"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
queue of 0615 topic=luft waiting=1
expect refused unknown-topic at topic
queue of 0615 topic=vand seats_free=1
expect refused out-of-range at seats_free
queue of 0615 topic=vand
expect refused missing-field at waiting
queue of 0615 topic=vand agents_paused=2
expect foreign_queue 0615/vand agents_paused 2
expect foreign_queue 0615/vand knows_waiting false
expect no service 0615
queue of 0615 waiting=1
expect service 0615 waiting 1
expect foreign_queue 0615/* waiting 1
