story "What rings at a partner when its gate shuts goes back at once; what talks goes on"
needs N83
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
settings lease_ms=1d offer_ms=10m
agent reg of midt knows vand speaks da
agent ger of midt knows vand speaks da
reg is available
ger is available
midt has a data agreement valid_until=+1m
call c1 from 0615 about vand in da
reg accepts c1
call c2 from 0615 about vand in da
expect c2 offered to ger
after 1m
expect c1 answered by reg
expect c2 waiting
expect call c2 reason gate_shut
expect ger available
reg ends c1
expect call c1 outcome answered
