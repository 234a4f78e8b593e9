story "Ratings, the agents' survey and what was before the period are imported"
needs N23 N25
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
period before "Før" baseline from 2025-11-01 until 2025-11-30 organisations=0615 survey_average=380
expect refused missing-field at survey_answers
period before "Før" baseline from 2025-11-01 until 2025-10-30
expect refused out-of-range at until
period before "Før" baseline from 2025-11-01 until 2025-11-30 organisations=0615 survey_average=380 survey_answers=21
expect period before survey_average 380
period before "Før prøven" baseline from 2025-11-01 until 2025-11-30 organisations=0615
expect period before survey_answers 21
0615 measured before rating_average=421
expect refused missing-field at rating_count
0615 measured nothing rating_average=421 rating_count=10
expect refused unknown-period at period
0751 measured before rating_average=421 rating_count=10
expect refused out-of-range at organisation
0615 measured before rating_average=421 rating_count=10 cold_calls=20 cold_ms=4000000
0615 measured before rating_count=11 rating_average=420
expect measure before/0615 rating_count 11
expect measure before/0615 cold_ms 4000000
organisation 0615 is removed
expect refused in-use at organisation
period before is forgotten
expect no measure before/0615
expect no period before
