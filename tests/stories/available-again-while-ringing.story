story "Saying available while it rings changes nothing"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
after 1s
bo is available
call c1 from 0615 about vand in da
expect c1 offered to ida
ida is available
expect c1 offered to ida
expect call c1 offers 1
