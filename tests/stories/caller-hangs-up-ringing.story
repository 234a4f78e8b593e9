story "A caller who hangs up while it rings frees the agent, who keeps the turn"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
settings lease_ms=1h
ida is available
after 10s
bo is available
after 10s
call c1 from 0615 about vand in da
expect c1 offered to ida
after 5s
c1 hangs up
expect ida available
call c2 from 0615 about vand in da
expect c2 offered to ida
