story "Declining and helping again keep the organisation's cap"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
agreement all always
0630 helps help_max=1
0630 declines
expect organisation 0630 help_max 1
0630 helps
expect organisation 0630 help_max 1
as partner 0630: 0630 helps help_max=10001
expect refused out-of-range at help_max
