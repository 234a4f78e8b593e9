story "Opening hours are times of one day in their order; partners set their own"
needs N44
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0616 monday=08:00-16:00
expect refused unknown-organisation at organisation
hours of 0615 monday=08:00-07:00
expect refused out-of-range at monday[0]
hours of 0615 monday=08:00-08:00
expect refused out-of-range at monday[0]
hours of 0615 monday=08:00-12:00,11:59-16:00
expect refused out-of-range at monday[1]
hours of 0615 monday=08:00-12:00,12:00-14:00,15:00-16:00
expect refused too-long at monday
hours of 0615 monday=08:00-24:01
expect refused invalid-request at monday[0]
hours of 0615 monday=8:00-16:00
expect refused invalid-request at monday[0]
hours of 0615 monday=08:60-16:00
expect refused invalid-request at monday[0]
hours of 0615 holidays=08:00-16:00
expect refused out-of-range at monday
as duty_leader: hours of 0615 monday=08:00-16:00
expect refused not-authorised
as partner 0630: hours of 0615 monday=08:00-16:00
expect refused other-organisation at organisation
expect no hours 0615
as partner 0615: hours of 0615 monday=00:00-24:00
expect hours 0615 open true
