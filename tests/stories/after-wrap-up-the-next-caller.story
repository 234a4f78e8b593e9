story "Whoever waited meanwhile is offered when wrap-up is over, ended early, or of no length"
needs N34
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1h
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
call c2 from 0615 about vand in da
call c3 from 0615 about vand in da
call c4 from 0615 about vand in da
ida ends c1
expect ida wrapping
after 40s
expect c2 offered to ida
ida accepts c2
ida ends c2
after 5s
ida ends wrap-up
expect c3 offered to ida
ida accepts c3
settings wrap_up_ms=0s
ida ends c3
expect call c3 state ended
expect c4 offered to ida
