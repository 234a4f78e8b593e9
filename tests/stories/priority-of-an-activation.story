story "An activation has a priority, which an update may change"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
expect activation a1 priority 5
leader activates water-contamination in 0615 for 24h as a2 examples priority=9
expect activation a2 priority 9
leader updates a1 because vigtig priority=8
expect activation a1 priority 8
expect activation a1 revision 2
