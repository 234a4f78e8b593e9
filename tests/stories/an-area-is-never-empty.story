story "An area that names nobody is refused: only a lift says that it is over everywhere"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
leader updates a1 because ingen municipalities=
expect refused out-of-range at municipalities
leader updates a1 because begge municipalities=0615 everywhere=true
expect refused invalid-request at everywhere
leader updates a1 because ukendt municipalities=9999
expect refused unknown-organisation at municipalities
expect activation a1 revision 1
