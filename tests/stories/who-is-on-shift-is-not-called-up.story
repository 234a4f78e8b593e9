story "Somebody on shift in that time, or at work already, is not called up as well"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
pool of 0615 week_ms=40h rest_ms=0s
ida is in the pool
bo is in the pool
plan of 0615 ida/+3h/+9h
callup later of 0615 needs 1 about vand in da starts_at=+2h ends_at=+4h
expect callup_ask later/ida reason on_shift
expect callup_ask later/bo state asked
bo is available
callup now of 0615 needs 1 about vand in da starts_at=now ends_at=+1h
expect callup_ask now/bo reason at_work
