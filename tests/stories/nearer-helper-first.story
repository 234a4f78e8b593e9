story "Of two equal helpers the one in the caller's own area is asked"
needs N7
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0766 Hedensted municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks da
agent hed of 0766 knows vand speaks da
vib is available
hed is available
call c1 from 0615 about vand in da
expect c1 offered to hed
