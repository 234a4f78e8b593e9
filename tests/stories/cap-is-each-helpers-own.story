story "The cap of an agreement counts each helper for itself"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
organisation 0621 Kolding municipality member in sydjylland
agreement all always helped=0615 calls_max=1
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
agent kim of 0621 knows vand speaks da
kim is available
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
expect vib reserved
expect kim reserved
