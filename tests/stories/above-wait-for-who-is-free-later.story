story "A helper who becomes free takes only who has waited long enough"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s
call c1 from 0615 about vand in da
after 30s
call c2 from 0615 about vand in da
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
expect c1 waiting
after 30s
expect c1 offered to vib
vic is available
expect c2 waiting
vib accepts c1
after 30s
expect c2 offered to vic
