story "A call keeps the index it was offered by; an agent at home is chosen by rank and has none"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always
agent hor of 0615 knows vand speaks da
agent vib of 0630 knows vand speaks da
hor is available
call c1 from 0615 about vand in da
expect c1 offered to hor
expect call c1 index 0
expect call c1 stopped nothing
vib is available
call c2 from 0615 about vand in da
expect c2 offered to vib
expect call c2 reason helped
expect call c2 index 5120
