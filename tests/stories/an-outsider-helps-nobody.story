story "Who stands outside is helped as everyone, and helps nobody even when named"
needs N97
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality outsider in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement all always
agreement outside always helpers=0615,0630
agent hor of 0615 knows vand speaks da
agent vib of 0630 knows pas speaks da
hor is available
vib is available
call c1 from 0615 about pas in da
expect c1 waiting
call c2 from 0630 about vand in da
expect c2 offered to hor
