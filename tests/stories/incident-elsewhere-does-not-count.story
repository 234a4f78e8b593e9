story "An incident calls for help only where it is, only for its topics, and everywhere when it is everywhere"
needs N5 N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0766 Hedensted municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement crisis incident
agent vib of 0630 knows vand,pas speaks da
vib is available
playbook water-contamination is published and approved
leader activates water-contamination in 0766 for 24h as a1 examples
call c1 from 0615 about vand in da
expect c1 waiting
call c2 from 0766 about pas in da
expect c2 waiting
leader activates water-contamination in all for 24h as a2 examples
expect c1 offered to vib
