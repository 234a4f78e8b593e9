story "Without hours, or with none any more, an organisation is always open; removed, it takes them with it"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
call c1 from 0630 about vand in da
expect c1 waiting
hours of 0615 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
agreement neighbours always
agent ida of 0615 knows vand speaks da
ida is available
expect c1 waiting
hours of 0615
expect no hours 0615
expect c1 offered to ida
hours of 0615
organisation 0766 Hedensted municipality member in oestjylland
hours of 0766 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
organisation 0766 is removed
expect no hours 0766
organisation 0766 Hedensted municipality member in oestjylland
ida is break
call c2 from 0766 about vand in da
expect c2 waiting
