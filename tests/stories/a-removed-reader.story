story "Who is removed is no reader any more"
needs N65 N97
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
ida reads a1
bo reads a1
agent ida is removed
expect activation a1 acknowledged 1
expect no acknowledgement activation-1/ida
