story "A long call outlives the limit for unknown agents; the limit ends only who has no call"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=30s unknown_ms=1m
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
after 10m
expect ida unknown
expect c1 answered by ida
ida renews
expect ida in_call
after 10m
as telephony: switch ends c1
after 2m
expect ida signed_out
expect availability ida status offline
