story "An organisation that declines while a call rings at it may still answer that call, and gets no other"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
agreement all always
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 offered to vib
0630 declines
expect c1 offered to vib
vib rejects c1
expect c1 waiting
vic is available
expect c1 waiting
