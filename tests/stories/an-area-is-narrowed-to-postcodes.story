story "Of a municipality that is narrowed, the citizen's postcode decides; not looked up, it is unknown"
organisation 0615 Horsens municipality member in oestjylland
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 160h as a1 examples narrowed=0746:8660+8680
expect activation a1 municipalities 0615,0746
expect activation a1 postcodes 0746=8660+8680
call c1 from 0746 about vand in da
expect a1 for c1 is unknown active
agent ida of 0746 knows vand speaks da
ida is available
ida accepts c1
ida places c1 at 8660
expect a1 for c1 is inside active
ida places c1 at 8464
expect a1 for c1 is outside active
# 8660 of Skanderborg alone: elsewhere it is another part of the country
call c2 from 0615 about vand in da
expect a1 for c2 is inside active
call c3 from 0746 about vand in da postcode=8680
expect call c3 postcode 8680
expect a1 for c3 is inside active
