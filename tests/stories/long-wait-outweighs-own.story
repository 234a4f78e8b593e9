story "Where own citizens weigh little, another organisation's caller who has waited far longer goes before an own one"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d own_weight=2
agreement all always
agent vib of 0630 knows vand speaks da
call c1 from 0615 about vand in da
after 20m
call c2 from 0630 about vand in da
vib is available
expect c1 offered to vib
expect call c1 reason index
