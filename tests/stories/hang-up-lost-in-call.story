story "A lost hang-up does not hold an agent for ever"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1d talk_max_ms=1h wrap_up_ms=40s
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
after 59m
expect ida in_call
after 1m
expect ida wrapping
expect call c1 reason talk_time_over
after 40s
expect ida available
