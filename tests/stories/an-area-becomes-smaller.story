story "Who leaves the area gets the lifted answer for its time; who comes in is covered at once"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0766 Hedensted municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615,0766 for 168h as a1 examples
leader updates a1 because "Hedensted er ren" municipalities=0615
expect activation a1 municipalities 0615
expect activation a1 left 0766
after 47h
expect activation a1 left 0766
leader updates a1 because "Vejle er ramt" municipalities=0615,0630
expect activation a1 left 0766
after 1h
expect activation a1 left nothing
expect activation a1 left_at nothing
leader updates a1 because "Vejle er ren" municipalities=0615
expect activation a1 left 0630
leader updates a1 because "Vejle alligevel" municipalities=0630,0615
expect activation a1 left nothing
leader updates a1 because "hele landet" everywhere=true
expect activation a1 municipalities nothing
leader updates a1 because "kun Horsens" municipalities=0615
expect activation a1 left 0630,0766
