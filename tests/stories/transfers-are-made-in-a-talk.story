story "Only a call in which somebody talks is transferred, and by that agent"
needs N16
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
directory has 0615 at 76292929 vip no
ida is available
call c1 from 0615 about vand in da
ida transfers c1 cold
expect refused transfer-not-offered at kind
ida accepts c1
bo transfers c1 cold
expect refused not-authorised at call
ida transfers c1 none
expect refused unknown-value at kind
ida ends c1
ida transfers c1 cold
expect refused transfer-not-offered at kind
