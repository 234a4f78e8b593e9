story "Where an agreement without a wait applies too, help is at once"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s
agreement now always topics=pas
agent vib of 0630 knows vand,pas speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 waiting
call c2 from 0615 about pas in da
expect c2 offered to vib
