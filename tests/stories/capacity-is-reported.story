story "Municipalities report what they can deliver for a time; reports of one organisation do not overlap, and go when they are over"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
organisation 0751 Aarhus municipality member in oestjylland
at 12:00:00
0615 can deliver 3 starts_at=2026-12-01T08:00:00+01:00 ends_at=2026-12-01T16:00:00+01:00
0615 can deliver 5 starts_at=2026-12-01T08:00:00+01:00 ends_at=2026-12-01T16:00:00+01:00
expect capacity 0615/1796108400000 agents 5
0615 can deliver 1 starts_at=2026-12-01T15:00:00+01:00 ends_at=2026-12-01T17:00:00+01:00
expect refused in-use at starts_at
as partner 0751: 0615 can deliver 1 starts_at=2026-12-02T15:00:00+01:00 ends_at=2026-12-02T17:00:00+01:00
expect refused other-organisation at organisation
0615 can deliver 0 starts_at=2026-12-01T08:00:00+01:00 ends_at=2026-12-01T16:00:00+01:00
expect no capacity 0615/1796108400000
