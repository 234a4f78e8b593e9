story "The parts of an area stand in order, each once, however they were named"
organisation 0746 Skanderborg municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
0746 has the zone nord Nord of 8660
0746 has the zone syd Syd of 8680
leader activates water-contamination in 0746 for 160h as a1 examples narrowed=0746:8680+syd+nord+8464
expect activation a1 postcodes 0746=8464+8660+8680
expect activation a1 zones 0746=nord+syd
