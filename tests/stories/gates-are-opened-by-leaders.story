story "An agent opens no gate and lifts no answer"
needs N52 N96
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
untrained agent ny of 0615 knows vand speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
as agent ny: leader lets ny answer until +2h because selv
expect refused not-authorised
as agent ny: leader lifts a1 because selv
expect refused not-authorised
expect activation a1 state active
