story "Where nobody else is there a helper that handed a call back is asked again: no caller is left"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
agreement all always helped=0615
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
vic is available
call c1 from 0615 about vand in da
expect c1 offered to vib
vib rejects c1
expect c1 offered to vic
