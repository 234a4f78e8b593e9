story "An agent who is removed takes flags and acknowledgements along"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
ida reads a1
ida flags a1 missing
agent ida is removed
expect no flag a1/answer/ida
expect activation a1 acknowledged 0
expect activation a1 read_newest 0
