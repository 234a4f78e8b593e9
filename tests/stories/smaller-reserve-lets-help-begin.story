story "A smaller reserve counts at once"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland reserve=1
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
agreement all always
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows pas speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 waiting
organisation 0630 Vejle municipality member in sydjylland reserve=0
expect c1 offered to vib
