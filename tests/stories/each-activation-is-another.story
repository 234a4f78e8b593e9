story "Two answers at a time are two activations, each read and lifted by itself"
needs N1 N65
organisation 0615 Horsens municipality member in oestjylland
organisation 0766 Hedensted municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
leader activates water-contamination in 0766 for 24h as a2 examples
ida reads a2
expect activation a1 acknowledged 0
expect activation a2 acknowledged 1
leader lifts a1 because slut
expect activation a1 state lifted
expect activation a2 state active
