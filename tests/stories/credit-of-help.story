story "Calls and minutes given and received are counted once, by whoever had the talk"
needs N93
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 2 seats about vand in da
settings lease_ms=1d
agent reg of midt knows vand speaks da
call c1 from 0615 about vand in da
seat of o1 accepts c1
after 30s
as admin: by ends c1
offer o1 is paused
reg is available
call c2 from 0615 about vand in da
reg accepts c2
after 30s
reg ends c2
call c3 from midt about vand in da
expect credit midt/*/2026-03-02 calls_given 2
expect credit midt/*/2026-03-02 talk_given_ms 60000
expect credit midt/*/2026-03-02 calls_received 0
expect credit midt/*/2026-03-02 seat_ms 60000
expect credit 0615/*/2026-03-02 calls_received 2
expect credit 0615/*/2026-03-02 talk_received_ms 60000
