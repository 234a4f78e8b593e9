story "Nobody has read what has not been said"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
ida reads revision 2 of a1
expect refused out-of-range at revision
expect activation a1 acknowledged 0
leader updates a1 because ti value.boil_minutes=10
ida reads revision 1 of a1
expect activation a1 acknowledged 1
expect activation a1 read_newest 0
ida reads revision 1 of a1
ida reads a1
ida reads revision 1 of a1
expect acknowledgement a1/ida revision 2
expect activation a1 acknowledged 1
expect activation a1 read_newest 1
