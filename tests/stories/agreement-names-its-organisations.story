story "An agreement between two organisations helps nobody else, and asks nobody else"
needs N97
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0766 Hedensted municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement pair always helped=0615 helpers=0630
agent hed of 0766 knows vand speaks da
agent vib of 0630 knows pas speaks da
hed is available
vib is available
call c1 from 0615 about vand in da
expect c1 waiting
call c2 from 0766 about pas in da
expect c2 waiting
call c3 from 0615 about pas in da
expect c3 offered to vib
