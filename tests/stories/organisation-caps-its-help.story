story "An organisation caps by its own word how many calls it takes over at once"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
agreement all always
0630 helps help_max=1
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
vic is available
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
expect c1 offered to vib
expect c2 waiting
vib accepts c1
vib ends c1
expect c2 offered to vic
vic accepts c2
call c3 from 0615 about vand in da
after 30s
expect c3 waiting
0630 helps help_max=0
expect c3 offered to vib
