story "A helper whose incident is over is asked like the others"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0766 Hedensted municipality member in fyn
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows pas speaks da
agent hed of 0766 knows pas speaks da
vib is available
hed is available
playbook water-contamination is published and approved
leader activates water-contamination in 0630 for 24h as a1 examples
leader lifts a1 because slut
call c1 from 0615 about pas in da
expect c1 offered to vib
