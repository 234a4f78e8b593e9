story "The waits of an agreement fit each other and its mode"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait
expect refused missing-field at enter_ms
agreement long above_wait enter_ms=20s leave_ms=60s
expect refused out-of-range at leave_ms
agreement long always enter_ms=60s
expect refused out-of-range at enter_ms
agreement long incident leave_ms=20s
expect refused out-of-range at leave_ms
agreement long always dwell_ms=20s
expect refused out-of-range at dwell_ms
agreement long above_wait enter_ms=2h
expect refused out-of-range at enter_ms
expect no agreement long
agreement long above_wait enter_ms=60s
expect agreement long leave_ms 60000
expect agreement long dwell_ms 0
