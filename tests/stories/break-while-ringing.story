story "An agent who goes on a break while it rings loses the offer to another"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
after 1s
bo is available
call c1 from 0615 about vand in da
expect c1 offered to ida
ida is break
expect ida away
expect c1 offered to bo
