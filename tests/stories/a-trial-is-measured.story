story "What calls take is counted in each period that has the day, by how they were transferred"
needs N22 N24 N26
settings wrap_up_ms=40s lease_ms=10m
organisation 0751 Aarhus municipality member in oestjylland
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
directory has 0615 at 76292929 vip yes vip_number=76292900
period trial-1 "Testperiode 1" trial from 2026-01-01 until 2036-12-31 organisations=0615
period before "Før" baseline from 2020-01-01 until 2020-12-31
call c1 from 0615 about vand in da
ida accepts c1
after 60s
ida transfers c1 warm
ida says the transfer of c1 was not_answered
ida transfers c1 warm
expect measure trial-1/0615 not_answered 1
ida ends c1
expect measure trial-1/0615 warm_calls 0
after 20s
after 20s
expect measure trial-1/0615 warm_calls 1
expect measure trial-1/0615 warm_ms 100000
call c2 from 0615 about vand in da
ida accepts c2
ida ends c2
ida ends wrap-up
expect measure trial-1/0615 plain_calls 1
expect measure trial-1/0615 warm_calls 1
expect no measure before/0615
call c3 from 0751 about vand in da
expect no measure trial-1/0751
