story "A dry run of an agreement foretells the offers, and nothing has changed until it is given"
needs N5 N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland reserve=1
topic vand handled by municipality
settings lease_ms=1d
agent vib of 0630 knows vand speaks da
agent vej of 0630 knows vand speaks da
vib is available
after 1s
vej is available
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
what if agreement near always helped=0615 helpers=0630
expect that would give 1 gained
expect that would give 0 lost
expect that would give 1 offers
expect c1 would be offered to vib
expect c1 waiting
expect vib available
expect no agreement near
what if agreement near incident helped=0615 helpers=0630
expect that would give 0 gained
expect that would give 0 offers
agreement near always helped=0615 helpers=0630
expect c1 offered to vib
expect c2 waiting
what if agreement near always helped=0615 helpers=0630 topics=vand
expect that would give 0 offers
what if agreement near always helped=0615 helpers=0630 valid_from=+1h
expect that would give 1 lost
expect c1 offered to vib
