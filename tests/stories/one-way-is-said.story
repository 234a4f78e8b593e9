story "Who is helped by the caller's own organisation is counted as stopped by the one-way rule"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks da
agent hor of 0615 knows pas speaks da
vib is available
call c1 from 0615 about vand in da
vib accepts c1
hor is available
call c2 from 0630 about pas in da
expect c2 waiting
expect call c2 stopped one_way=1
