story "Who leaves after the call in hand is no reserve"
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
call own from 0630 about pas in da
vic accepts own
vic is break
call c1 from 0615 about vand in da
expect c1 waiting
