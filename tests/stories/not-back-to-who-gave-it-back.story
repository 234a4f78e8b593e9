story "A helper that has handed a call back is not asked again for it while others are there"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
organisation 0621 Kolding municipality member in sydjylland
agreement all always helped=0615
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
vic is available
call c1 from 0615 about vand in da
expect c1 offered to vib
agent hor of 0615 knows vand speaks da
hor is break
vib rejects c1
expect c1 waiting
expect vic available
call c2 from 0615 about vand in da
expect c2 offered to vib
hor is available
expect c1 offered to hor
