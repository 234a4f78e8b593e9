story "Another version brings its own rule of acknowledging first; who has read the activation goes on"
needs N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows vand speaks da
agent per of 0615 knows vand speaks da
ida is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
ida reads a1
playbook water-contamination is changed as v2 acknowledge_first=true
approver approves v2 of water-contamination
leader updates a1 because ny version=v2
expect activation a1 acknowledge_first true
call c1 from 0615 about vand in da
expect c1 offered to ida
per is available
call c2 from 0615 about vand in da
expect c2 waiting
per reads a1
expect c2 offered to per
