story "A caller cannot have begun to wait in the future"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
call c1 from 0615 about vand in da enqueued_at=+60s
expect refused out-of-range at enqueued_at
