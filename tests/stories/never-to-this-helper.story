story "A helper is never sent a topic that it is not to have"
needs N84
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
settings lease_ms=1d
topics of midt never=vand
agent reg of midt knows vand speaks da
reg is available
call c1 from 0615 about vand in da
expect c1 waiting
expect call c1 stopped topic_kept=1
call c2 from midt about vand in da
expect c2 offered to reg
