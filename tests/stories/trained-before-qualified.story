story "Of two at home the trained agent goes before the qualified one"
needs N50 N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
topic pas handled by municipality
agent hor of 0615 knows pas speaks da
agent tra of 0615 knows vand:1 speaks da
hor is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
hor reads a1
after 10m
tra is available
call c1 from 0615 about vand in da
expect c1 offered to tra
call c2 from 0615 about vand in da
expect c2 offered to hor
