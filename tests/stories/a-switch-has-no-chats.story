story "A switch that asks has a phone call"
needs N77
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
switch asks c1 from 0615 about vand channel=chat
expect refused invalid-request at channel
