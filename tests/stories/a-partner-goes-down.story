story "A partner that goes down finishes what it has and gets nothing new"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
midt offers o1 with 2 seats about vand in da
settings lease_ms=1d
agent reg of midt knows vand speaks da
call c1 from 0615 about vand in da
service of midt is going_down
seat of o1 accepts c1
reg is available
call c2 from 0615 about vand in da
expect c2 waiting
expect call c2 stopped service_state=1
service of midt is unreachable
expect refused unknown-value at state
service of midt is normal
expect c2 offered to reg
