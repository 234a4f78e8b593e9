story "A call that rang out at one helper goes to another helper, not to a colleague of the first"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
settings offer_ms=20s
organisation 0621 Kolding municipality member in sydjylland
agreement all always helped=0615
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
vic is available
call c1 from 0615 about vand in da
expect c1 offered to vib
agent kim of 0621 knows vand speaks da
kim is available
after 20s
expect c1 offered to kim
kim accepts c1
call c2 from 0615 about vand in da
expect c2 offered to vic
