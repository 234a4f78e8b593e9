story "While a partner is helped its seats help nobody there"
needs N10
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 2 seats about vand in da
agent ida of 0615 knows vand speaks da
settings lease_ms=1d
offer o1 is paused
call c1 from midt about vand in da
expect c1 waiting
ida is available
expect c1 offered to ida
call c2 from 0615 about vand in da
offer o1 is resumed
expect c2 waiting
ida accepts c1
ida ends c1
expect c2 at a seat of o1
