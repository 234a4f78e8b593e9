story "Where outsiders are referred, the cooperation's own citizens are served as ever"
needs N4 N88
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings outsider_rule=refer
organisation 0101 København municipality outsider in koebenhavn
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
expect c1 offered to ida
call c2 from 0101 about vand in da
expect call c2 outcome diverted
