story "A topic that its home keeps goes to nobody else"
needs N84
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation 0630 Vejle municipality member in sydjylland
settings lease_ms=1d
topics of 0615 keeps=vand
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 waiting
expect call c1 stopped topic_kept=1
topics of 0615 keeps=
expect c1 offered to vib
