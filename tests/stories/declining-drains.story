story "An organisation that declines finishes what it has and is drained when the last has ended"
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
vic is available
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
vib accepts c1
vic accepts c2
0630 declines
call c3 from 0615 about vand in da
vib ends c1
expect c2 answered by vic
expect c3 waiting
vic ends c2
after 30s
expect vib available
expect vic available
expect c3 waiting
0630 helps
expect c3 offered to vib
