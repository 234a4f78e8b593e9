story "A partner whose own callers wait long is overloaded after a dwell"
needs N13
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
settings service_dwell_ms=30s queue_stale_ms=1h overloaded_wait_ms=2m
midt offers o1 with 2 seats about vand in da
queue of midt waiting=4 longest_wait_ms=130s
after 30s
queue of midt waiting=4 longest_wait_ms=150s
expect service midt inferred overloaded
call c1 from 0615 about vand in da
expect c1 waiting
expect call c1 stopped service_state=1
