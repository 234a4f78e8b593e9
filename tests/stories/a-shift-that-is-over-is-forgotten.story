story "Nothing is kept of a shift that is over"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
at 12:00:00
plan of 0615 ida/-4h/+1h bo/-4h/+2h ida/-9h/-5h
after 59m
plan of 0615 ida/-299m/+1m bo/-299m/+61m
after 1m
callup missing of 0615 needs 1 about vand in da who=absent starts_at=now ends_at=+1h
expect no callup_ask missing/ida
expect callup_ask missing/bo state asked
