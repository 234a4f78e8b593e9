story "An agreement caps how many calls a helper has taken over at once, and who waits is tried when one ends"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
organisation 0621 Kolding municipality member in sydjylland
agreement all always helped=0615,0621 calls_max=1
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
vic is available
call c1 from 0615 about vand in da
expect c1 offered to vib
call c2 from 0621 about vand in da
expect c2 waiting
vib accepts c1
expect c2 waiting
vib ends c1
expect c2 offered to vic
