story "A partner that reports for long enough that nobody is there is unstaffed"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 2 seats about vand in da
settings service_dwell_ms=30s queue_stale_ms=1h
queue of midt agents_available=0 agents_busy=0
expect service midt inferred normal
after 29s
queue of midt agents_available=0 agents_busy=0
expect service midt inferred normal
after 1s
queue of midt agents_available=0 agents_busy=0
expect service midt inferred unstaffed
queue of midt agents_available=2 agents_busy=0
expect service midt inferred unstaffed
after 30s
queue of midt agents_available=2 agents_busy=0
expect service midt inferred normal
