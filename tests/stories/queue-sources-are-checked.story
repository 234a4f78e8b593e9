story "A foreign switchboard that is asked has an organisation and an adapter, and stays its organisation's"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
source horsens of 0615 is at https://pbx.example/queues read by puzzel
expect refused not-found at adapter
adapter puzzel reads queues
source horsens of 9999 is at https://pbx.example/queues read by puzzel
expect refused unknown-organisation at organisation
source horsens of 0615 is at ftp://pbx.example/queues read by puzzel
expect refused invalid-request at url
source horsens of 0615 is at https://pbx.example/queues read by puzzel interval_ms=500ms
expect refused out-of-range at interval_ms
source horsens of 0615 is at https://pbx.example/queues read by puzzel
expect queue_source horsens interval_ms 15000
source horsens of 0751 is at https://pbx.example/queues read by puzzel
expect refused changed-meanwhile at organisation
adapter puzzel is removed
expect refused in-use at adapter
organisation 0615 is removed
expect refused in-use at organisation
queue of 0615 topic=vand waiting=1
source horsens is removed
expect no queue_source horsens
expect no foreign_queue 0615/vand
adapter puzzel is removed
expect no queue_adapter puzzel
source horsens is removed
expect refused not-found at source
organisation 0615 is removed
expect no organisation 0615
