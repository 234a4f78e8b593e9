story "A plan of shifts is taken over whole: what is not in it is taken back, and what is wrong in it refuses all of it"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
organisation 0751 Aarhus municipality member in oestjylland
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
agent kim of 0751 knows vand speaks da
at 12:00:00
plan of 0615 ida/2026-12-01T08:00:00+01:00/2026-12-01T16:00:00+01:00 bo/2026-12-01T08:00:00+01:00/2026-12-01T16:00:00+01:00
expect shift ida/1796108400000 ends_at 1796137200000
plan of 0615 bo/2026-12-01T08:00:00+01:00/2026-12-01T16:00:00+01:00
expect no shift ida/1796108400000
expect shift bo/1796108400000 ends_at 1796137200000
plan of 0615 ida/2026-12-02T08:00:00+01:00/2026-12-02T16:00:00+01:00 kim/2026-12-02T08:00:00+01:00/2026-12-02T16:00:00+01:00
expect refused other-organisation at shifts[1].agent
plan of 0615 ida/+1h/+5h ida/+4h/+8h
expect refused invalid-request at shifts[1].from
plan of 0615 ida/+5h/+5h
expect refused out-of-range at shifts[0].until
expect shift bo/1796108400000 ends_at 1796137200000
