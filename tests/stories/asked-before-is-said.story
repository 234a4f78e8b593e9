story "A helper whose one able agent said no, and who is all there is, is counted as asked before"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 offered to vib
vib rejects c1
expect c1 waiting
expect call c1 stopped asked_before=1
