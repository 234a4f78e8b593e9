story "A switch that asks has a phone call"
needs N77
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
call c1 from 0615 about vand in da channel=chat phone_leg=true
expect refused invalid-request at channel
