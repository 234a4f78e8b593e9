story "A data-processing agreement opens the gate from its first day to its last"
needs N83
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
settings lease_ms=1d
agent reg of midt knows vand speaks da
reg is available
midt has a data agreement valid_from=+1h valid_until=+2h
call c1 from 0615 about vand in da
expect call c1 stopped no_data_agreement=1
expect organisation midt data_agreement coming
after 1h
expect c1 offered to reg
reg rejects c1
c1 hangs up
after 1h
expect organisation midt data_agreement expired
call c2 from 0615 about vand in da
expect call c2 stopped no_data_agreement=1
