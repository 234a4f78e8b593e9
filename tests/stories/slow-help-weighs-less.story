story "Where help takes twice as long, an own caller goes before one who has waited ten minutes elsewhere"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d overflow_handle_permille=2000
agreement all always
agent vib of 0630 knows vand speaks da
call c1 from 0615 about vand in da
after 10m
call c2 from 0630 about vand in da
vib is available
expect c2 offered to vib
expect c1 waiting
