story "While organisations help each other, the home too keeps scarce skills free"
settings languages=da,en,de lease_ms=1d
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent broad of 0615 knows vand,pas speaks da,de
agent plain of 0615 knows vand speaks da
broad is available
after 1m
plain is available
call c1 from 0615 about vand in da
expect c1 offered to broad
c1 hangs up
agreement all always
call c2 from 0615 about vand in da
expect c2 offered to plain
