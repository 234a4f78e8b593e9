story "Of the revisions of an activation the newest thirty-one are kept"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
leader updates a1 because nr2 priority=2
leader updates a1 because nr3 priority=3
leader updates a1 because nr4 priority=4
leader updates a1 because nr5 priority=5
leader updates a1 because nr6 priority=6
leader updates a1 because nr7 priority=7
leader updates a1 because nr8 priority=8
leader updates a1 because nr9 priority=9
leader updates a1 because nr10 priority=0
leader updates a1 because nr11 priority=1
leader updates a1 because nr12 priority=2
leader updates a1 because nr13 priority=3
leader updates a1 because nr14 priority=4
leader updates a1 because nr15 priority=5
leader updates a1 because nr16 priority=6
leader updates a1 because nr17 priority=7
leader updates a1 because nr18 priority=8
leader updates a1 because nr19 priority=9
leader updates a1 because nr20 priority=0
leader updates a1 because nr21 priority=1
leader updates a1 because nr22 priority=2
leader updates a1 because nr23 priority=3
leader updates a1 because nr24 priority=4
leader updates a1 because nr25 priority=5
leader updates a1 because nr26 priority=6
leader updates a1 because nr27 priority=7
leader updates a1 because nr28 priority=8
leader updates a1 because nr29 priority=9
leader updates a1 because nr30 priority=0
leader updates a1 because nr31 priority=1
leader updates a1 because nr32 priority=2
leader updates a1 because nr33 priority=3
expect activation a1 revision 33
expect no revision a1/1
expect no revision a1/2
expect revision a1/3 reason nr3
expect revision a1/33 reason nr33
leader lifts a1 because slut
after 48h
expect no activation a1
expect no revision a1/33
