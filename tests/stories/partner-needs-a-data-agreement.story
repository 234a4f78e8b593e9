story "A partner without a data-processing agreement gets no call; with one it does"
needs N83
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
settings lease_ms=1d
agent reg of midt knows vand speaks da
reg is available
call c1 from 0615 about vand in da
expect c1 waiting
expect call c1 stopped no_data_agreement=1
midt has a data agreement
expect c1 offered to reg
