story "Of two helpers as idle, the trained one goes before the qualified one"
needs N50 N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0766 Hedensted municipality member in fyn
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows pas speaks da
agent hed of 0766 knows vand speaks da
vib is available
hed is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
vib reads a1
call c1 from 0615 about vand in da
expect c1 offered to hed
call c2 from 0615 about vand in da
expect c2 offered to vib
