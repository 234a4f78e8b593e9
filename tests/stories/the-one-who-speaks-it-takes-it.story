story "Who becomes free takes the caller whose language a colleague longer idle does not speak"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1d languages=da,en,de wrap_up_ms=30s
agent bo of 0615 knows vand speaks da
agent ida of 0615 knows vand:2 speaks da,de
agent eva of 0615 knows vand:3 speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
bo is available
eva is available
ida ends c1
call c2 from 0615 about vand in de
expect c2 waiting
after 30s
expect c2 offered to ida
