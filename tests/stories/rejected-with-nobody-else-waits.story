story "A rejected offer is not pressed on the agent who just said no"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida rejects c1
expect c1 waiting
expect call c1 reason rejected
expect ida available
ida is break
ida is available
expect c1 offered to ida
