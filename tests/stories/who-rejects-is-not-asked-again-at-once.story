story "A helper who rejects is not asked for the same call again at once, and a colleague takes what the reserve held back"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland reserve=1
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows pas speaks da
vib is available
vic is available
call c1 from 0615 about vand in da
expect c1 offered to vib
call c2 from 0615 about pas in da
expect c2 waiting
vib rejects c1
expect c1 waiting
expect c2 offered to vic
