story "A helper whose skills others need least is taken"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
settings languages=da,en,de
topic pas handled by municipality
agreement all always
agent broad of 0630 knows vand,pas speaks da,de
agent plain of 0630 knows vand speaks da
broad is available
after 10m
plain is available
call c1 from 0615 about vand in da
expect c1 offered to plain
