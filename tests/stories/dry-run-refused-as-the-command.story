story "What the command would refuse, its dry run refuses by the same field"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
what if agreement near always helped=9999
expect refused unknown-organisation at helped
what if agreement near always helpers=9999
expect refused unknown-organisation at helpers
what if agreement near always topics=vejr
expect refused unknown-topic at topics
what if agreement near sometimes
expect refused unknown-value at mode
what if agreement near always valid_from=+2h valid_until=+1h
expect refused out-of-range at valid_until
what if agreement near always colour=red
expect refused unknown-field at colour
what if leader activates water-contamination in 0615 for 1h as a1
expect refused unknown-playbook at playbook
playbook water-contamination is published and approved
what if leader activates water-contamination in 9999 for 1h as a1
expect refused unknown-organisation at municipalities
expect no agreement near
