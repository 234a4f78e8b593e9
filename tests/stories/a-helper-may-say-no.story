story "A helper's agent who says no is passed over for a colleague"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d languages=da,en,de
agreement all always
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da,de
vib is available
vic is available
call c1 from 0615 about vand in da
expect c1 offered to vib
vib rejects c1
expect c1 offered to vic
