story "Who has read an activation may take calls from a municipality as soon as it comes into the area"
needs N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows pas speaks da
vib is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
vib reads a1
call c1 from 0630 about vand in da
expect c1 waiting
leader updates a1 because "også Vejle" municipalities=0615,0630
expect c1 offered to vib
vib accepts c1
vib ends c1
vib ends wrap-up
leader updates a1 because "kun Horsens" municipalities=0615
call c2 from 0630 about vand in da
expect c2 waiting
