story "A dry run of a playbook foretells what its incident agreements would open"
needs N5 N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement crisis incident
agent vib of 0630 knows vand speaks da
vib is available
playbook water-contamination is published and approved
call c1 from 0615 about vand in da
expect c1 waiting
what if leader activates water-contamination in 0615 for 24h as a1
expect that would give 1 gained
expect c1 would be offered to vib
expect c1 waiting
what if leader activates water-contamination in 0630 for 24h as a1
expect that would give 1 gained
expect that would give 0 offers
leader activates water-contamination in 0615 for 24h as a1 examples
expect c1 offered to vib
