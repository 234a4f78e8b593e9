story "The lifted answer stands for 48 hours, then the activation is closed with its acknowledgements"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
ida reads a1
leader lifts a1 because slut
after 47h
expect activation a1 state lifted
after 1h
expect no activation a1
