story "Unknown municipality, topic, language: a clear refusal, nothing counted"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
call c1 from 9999 about vand in da
expect refused unknown-organisation at municipality
call c1 from 0615 about ufo in da
expect refused unknown-topic at topic
call c1 from 0615 about vand in xx
expect refused unknown-language at language
expect no kpi 0615
