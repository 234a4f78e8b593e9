story "Activated, read, lifted: the life of an answer"
needs N1 N5 N63
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
expect activation a1 state active
ida reads a1
ida reads a1
expect activation a1 acknowledged 1
leader lifts a1 because "Prøverne er rene"
expect activation a1 state lifted
expect activation a1 lifted_by duty_leader
leader lifts a1 because igen
expect activation a1 state lifted
