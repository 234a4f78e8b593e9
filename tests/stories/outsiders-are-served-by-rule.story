story "Callers from outside the cooperation are counted and served as the rule says"
needs N4 N88
organisation ddh Fællesvagten association member in danmark
organisation 0615 Horsens municipality member in oestjylland
organisation 0101 København municipality outsider in koebenhavn
settings cooperation=ddh outsider_rule=serve_last
topic pas handled by municipality
agent one of ddh knows pas speaks da
call c1 from 0101 about pas in da
expect call c1 organisation ddh
expect call c1 priority 0
expect kpi 0101 offered 1
settings outsider_rule=refer
call c2 from 0101 about pas in da
expect call c2 outcome diverted
expect call c2 reason outsider_referred
expect kpi 0101 diverted 1
one is available
expect c1 offered to one
