story "Routing and qualification go by municipality: where the citizen lives in it changes only what is answered"
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
playbook water-contamination is published and approved
agent ida of 0746 knows pas speaks da
ida is available
leader activates water-contamination in 0746 for 160h as a1 examples narrowed=0746:8660
call c1 from 0746 about vand in da postcode=8464
expect c1 waiting
ida reads a1
expect c1 offered to ida
