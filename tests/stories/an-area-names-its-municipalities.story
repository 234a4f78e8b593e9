story "An organisation that an activation was about is not removed while that can be read"
organisation 0615 Horsens municipality member in oestjylland
organisation 0766 Hedensted municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615,0766 for 24h as a1 examples
leader updates a1 because "Hedensted er ren" municipalities=0615
organisation 0766 is removed
expect refused in-use at organisation
