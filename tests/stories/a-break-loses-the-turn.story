story "Who comes back from a break is free from then on"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
after 5s
bo is available
after 5s
ida is break
after 1s
ida is available
after 1s
call c1 from 0615 about vand in da
expect c1 offered to bo
