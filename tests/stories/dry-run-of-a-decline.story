story "A dry run of an organisation's own word shows what its help is worth"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0766 Hedensted municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always
what if 0630 declines
expect that would give 2 lost
expect that would give 0 gained
expect organisation 0630 declines false
0630 declines
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 waiting
what if 0630 helps
expect that would give 2 gained
expect c1 would be offered to vib
expect c1 waiting
0630 helps
expect c1 offered to vib
