story "An organisation that is removed takes its hours with it"
needs N97
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
organisation 0615 is removed
expect no hours 0615
organisation 0615 Horsens municipality member in oestjylland
call c1 from 0615 about vand in da
expect c1 waiting
