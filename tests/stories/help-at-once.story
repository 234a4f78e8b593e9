story "A call nobody at home can take is offered to a helper at once"
needs N7 N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 offered to vib
expect call c1 reason helped
expect call c1 organisation 0615
