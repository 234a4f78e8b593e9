story "Agreements of mode incident open the topics that the playbook shares, and no others of it"
needs N5
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement crisis incident
agent vib of 0630 knows vand,pas speaks da
vib is available
playbook water-contamination is changed as v2 topics=vand,pas shared_topics=vand
approver approves v2 of water-contamination
leader activates water-contamination in 0615 for 24h as a1 examples version=v2
call c1 from 0615 about pas in da
expect c1 waiting
expect call c1 stopped not_in_force=1
call c2 from 0615 about vand in da
expect c2 offered to vib
