story "A part names its municipality and something of it, once; a postcode is four digits"
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0746 for 160h as a1 examples narrowed=0746:866
expect refused invalid-request at narrowed[0].postcodes
leader activates water-contamination in 0746 for 160h as a1 examples narrowed=0746:0000
expect refused invalid-request at narrowed[0].postcodes
leader activates water-contamination in 0746 for 160h as a1 examples narrowed=0746
expect refused out-of-range at narrowed
leader activates water-contamination in 0746 for 160h as a1 examples narrowed=0746:8660,0746:8680
expect refused invalid-request at narrowed
leader activates water-contamination in 0746 for 160h as a1 examples narrowed=0999:8660
expect refused unknown-organisation at narrowed
leader activates water-contamination in 0746 for 160h as a1 examples
leader updates a1 because "begge dele" everywhere=true narrowed=0746:8660
expect refused invalid-request at everywhere
expect activation a1 postcodes nothing
call c1 from 0746 about vand in da
c1 hangs up
as telephony: telephony places c1 at 8660
expect refused call-ended at call
