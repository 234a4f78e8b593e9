story "Those who wait are answered in the order in which they came"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
call c1 from 0615 about vand in da
after 5s
call c2 from 0615 about vand in da
after 5s
ida is available
expect c1 offered to ida
expect call c1 reason longest_waiting
expect c2 waiting
