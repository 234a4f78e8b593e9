story "The duty leader may say who acknowledges first, at the start and later; it is no new revision"
needs N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows vand speaks da
ida is available
playbook water-do-not-use is published and approved
leader activates water-do-not-use in 0615 for 24h as a1 examples acknowledge_first=false
call c1 from 0615 about vand in da
expect c1 offered to ida
ida accepts c1
ida ends c1
ida ends wrap-up
leader updates a1 because "alle skal læse" acknowledge_first=true
expect activation a1 revision 1
expect activation a1 acknowledge_first true
call c2 from 0615 about vand in da
expect c2 waiting
leader updates a1 because "for få har læst" acknowledge_first=false
expect c2 offered to ida
expect activation a1 reason "for få har læst"
leader updates a1 because "for få har læst" acknowledge_first=false
expect activation a1 revision 1
