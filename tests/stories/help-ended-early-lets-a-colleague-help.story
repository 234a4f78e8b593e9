story "A helper who ends wrap-up early lets a colleague help whom the reserve held back"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland reserve=1
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
agreement all always
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows pas speaks da
vib is available
vic is available
call c1 from 0615 about vand in da
vib accepts c1
call c2 from 0615 about pas in da
vib ends c1
expect c2 waiting
vib ends wrap-up
expect c2 offered to vic
