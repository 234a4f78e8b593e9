story "A colleague who has read it looks again when help may begin, though others of a better level have not"
needs N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand:5 speaks da
agent ole of 0630 knows vand:1 speaks da
agent pia of 0630 knows pas speaks da
organisation 0630 Vejle municipality member in sydjylland reserve=2
vib is available
ole is available
playbook water-do-not-use is published and approved
leader activates water-do-not-use in 0615 for 24h as a1 examples
ole reads a1
call c1 from 0615 about vand in da
expect c1 waiting
pia is available
expect c1 offered to ole
