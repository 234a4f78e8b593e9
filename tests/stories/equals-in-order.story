story "Of equals the one who was there first: agents by number, calls by arrival"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand,pas speaks da
agent bo of 0615 knows vand,pas speaks da
bo is available
ida is available
call c1 from 0615 about vand in da
expect c1 offered to ida
call c2 from 0615 about vand in da
call c3 from 0615 about vand in da
call c4 from 0615 about pas in da
call c5 from 0615 about vand in da
expect c2 offered to bo
agent eva of 0615 knows vand,pas speaks da
eva is available
expect c3 offered to eva
agent finn of 0615 knows vand,pas speaks da
finn is available
expect c4 offered to finn
