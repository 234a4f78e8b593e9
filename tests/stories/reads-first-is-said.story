story "Who must acknowledge first is said as the reason why nobody there was asked"
needs N51 N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks da
vib is available
playbook water-do-not-use is published and approved
leader activates water-do-not-use in 0615 for 24h as a1 examples
call c1 from 0615 about vand in da
expect c1 waiting
expect call c1 stopped not_acknowledged=1
call c2 from 0615 about pas in da
expect c2 waiting
expect call c2 stopped nothing
