story "An organisation that is only referred to has no agents, seats, calls or personal data"
needs N86
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation aeldre Aeldresagen association referral in midtjylland
agent per of aeldre knows vand speaks da
expect refused not-a-partner at organisation
aeldre offers o1 with 2 seats about vand in da
expect refused not-a-partner at organisation
aeldre has a data agreement
expect refused not-a-partner at organisation
call c1 from aeldre about vand in da
expect refused not-a-partner at municipality
queue of aeldre waiting=1
expect refused not-a-partner at organisation
organisation midt "Region Midtjylland" region referral in midtjylland
agent reg of 0615 knows vand speaks da
organisation 0615 Horsens municipality referral in oestjylland
expect refused in-use at standing
