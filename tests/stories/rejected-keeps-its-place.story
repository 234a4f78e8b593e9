story "A rejected offer goes to another agent and keeps its age"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
after 1s
bo is available
after 1s
call c1 from 0615 about vand in da
expect c1 offered to ida
after 5s
ida rejects c1
expect c1 offered to bo
expect ida available
expect call c1 offers 2
