story "Duty leaders are told before a data-processing agreement ends, once"
needs N83
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
settings data_agreement_warn_ms=30d
midt has a data agreement valid_until=+60d
after 29d
expect organisation midt data_warned false
after 2d
expect organisation midt data_warned true
midt has a data agreement valid_until=+365d
expect organisation midt data_warned false
