story "A language is spared as three topics are, and of equal languages the fewer topics go"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
topic bolig handled by municipality
settings lease_ms=1d languages=da,en,de
agreement all always
agent tongue of 0630 knows vand speaks da,de
agent broad of 0630 knows vand,pas,bolig speaks da
agent plain of 0630 knows vand,pas speaks da
tongue is available
after 1m
broad is available
after 1m
plain is available
call c1 from 0615 about vand in da
expect c1 offered to plain
call c2 from 0615 about vand in da
expect c2 offered to broad
