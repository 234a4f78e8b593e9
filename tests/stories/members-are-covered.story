story "A member is under the cooperation's data-processing agreement, until one of its own has ended"
needs N83
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
organisation 0630 Vejle municipality member in sydjylland
settings lease_ms=1d
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 offered to vib
c1 hangs up
0630 has a data agreement valid_until=+1h
after 1h
call c2 from 0615 about vand in da
expect c2 waiting
expect call c2 stopped no_data_agreement=1
