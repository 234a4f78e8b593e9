story "Settings that contradict each other or name the unknown are refused whole"
needs N13
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings wrap_up_ms=20m wrap_up_max_ms=10m
expect refused out-of-range at wrap_up_ms
settings cooperation=ufo
expect refused unknown-organisation at cooperation
expect settings settings wrap_up_ms 40000
