story "An answer that expires is marked, never lifted by itself"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 2h as a1 examples
after 2h
expect activation a1 state active
expect activation a1 expired true
leader lifts a1 because "Alt er i orden"
expect activation a1 state lifted
