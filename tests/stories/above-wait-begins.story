story "An agreement above a wait is in force from the moment the longest wait has reached it"
needs N97
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement long above_wait enter_ms=60s
agent vib of 0630 knows vand,pas speaks da
vib is available
call c1 from 0615 about vand in da
expect c1 waiting
after 59s
expect c1 waiting
expect no overflow long/0615
after 1s
expect c1 offered to vib
