story "Reading an answer that is not there is refused; each reader counts once"
needs N65
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida reads activation-99
expect refused unknown-activation at activation
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
ida reads a1
bo reads a1
expect activation a1 acknowledged 2
