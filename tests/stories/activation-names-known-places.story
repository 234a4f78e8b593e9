story "An activation for a place that does not exist is refused whole"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615,9999 for 24h as a1 examples
expect refused unknown-organisation at municipalities
