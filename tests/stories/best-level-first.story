story "Of the idle agents the highest level goes first, however long others have waited"
needs N49 N50
organisation 0615 Horsens municipality member in oestjylland
settings lease_ms=1h
topic pas handled by municipality
agent ida of 0615 knows pas:1 speaks da
agent spe of 0615 knows pas:5 speaks da
ida is available
after 60s
spe is available
call c1 from 0615 about pas in da
expect c1 offered to spe
expect call c1 level 5
call c2 from 0615 about pas in da
expect c2 offered to ida
