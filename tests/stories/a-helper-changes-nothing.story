story "Who helps citizens reads, and changes nothing"
needs N87
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
as helper: leader activates water-contamination in 0615 for 24h as a1 examples
expect refused not-authorised
as helper: call c1 from 0615 about vand in da
expect refused not-authorised
as helper: 0615 confirms https://horsens.dk/vand
expect refused not-authorised
