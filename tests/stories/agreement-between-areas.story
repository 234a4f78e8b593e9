story "An agreement between areas holds for every organisation in them, whoever joins later too"
needs N7
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0766 Hedensted municipality member in fyn
topic vand handled by municipality
settings lease_ms=1d
agreement landsdele always helped_areas=oestjylland helper_areas=sydjylland
agent hed of 0766 knows vand speaks da
agent vib of 0630 knows vand speaks da
hed is available
call c1 from 0615 about vand in da
expect c1 waiting
vib is available
expect c1 offered to vib
organisation 0607 Fredericia municipality member in sydjylland
agent fre of 0607 knows vand speaks da
fre is available
call c2 from 0615 about vand in da
expect c2 offered to fre
call c3 from 0766 about vand in da
expect c3 offered to hed
call c4 from 0766 about vand in da
expect c4 waiting
