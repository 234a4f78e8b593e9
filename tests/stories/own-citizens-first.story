story "A helper who becomes free takes its own citizens first"
needs N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks da
call c1 from 0615 about vand in da
after 10s
call c2 from 0630 about vand in da
after 1s
vib is available
expect c2 offered to vib
expect c1 waiting
