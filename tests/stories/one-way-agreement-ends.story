story "When the agreement that held two organisations to one direction is removed, the other may begin at once"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement all always one_way=false
agreement narrow always
agent vib of 0630 knows vand speaks da
agent hor of 0615 knows pas speaks da
vib is available
call c1 from 0615 about vand in da
vib accepts c1
hor is available
call c2 from 0630 about pas in da
expect c2 waiting
agreement narrow is removed
expect c2 offered to hor
