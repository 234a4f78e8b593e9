story "An organisation made the cooperation during an activation is kept open by it"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
organisation 0766 Hedensted municipality member in oestjylland
hours of 0630 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
agreement neighbours always helpers=0630
agent vib of 0630 knows vand speaks da
vib is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples open_until=+20m
call c1 from 0766 about vand in da
expect c1 waiting
settings cooperation=0630
vib is break
vib is available
expect c1 offered to vib
