story "The home is asked again for a call that one of its own rejected"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d wrap_up_ms=30s
agreement all always
agent hor of 0615 knows vand speaks da
agent han of 0615 knows vand speaks da
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
vib is available
hor is available
han is available
call c1 from 0615 about vand in da
expect c1 offered to hor
hor rejects c1
expect c1 offered to han
