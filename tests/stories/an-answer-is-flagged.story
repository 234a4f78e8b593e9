story "Agents say with a word that an answer is wrong, unclear or missing; the duty leader answers, and all see it"
needs N69 N61
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
leader answers flags of a1 stands
expect refused not-found at question
ida flags a1 unclear
expect flag a1/answer/ida reason unclear
expect flag a1/answer/ida revision 1
ida flags a1 unclear
ida flags a1 wrong
expect flag a1/answer/ida reason wrong
bo flags a1 wrong
as agent bo: ida flags a1 wrong
expect refused not-authorised at agent
leader updates a1 because ti value.boil_minutes=10
leader answers flags of a1 corrected
expect flag_reply a1/answer word corrected
expect flag_reply a1/answer revision 2
expect flag_reply a1/answer by duty_leader
leader answers flags of a1 corrected
ida flags a1 wrong revision=3
expect refused out-of-range at revision
leader lifts a1 because slut
after 48h
expect no activation a1
expect no flag a1/answer/ida
expect no flag a1/answer/bo
expect no flag_reply a1/answer
