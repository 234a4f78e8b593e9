story "Nobody has waited for more than a day"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
call c1 from 0615 about vand in da enqueued_at=-25h
expect refused out-of-range at enqueued_at
