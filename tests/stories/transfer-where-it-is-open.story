story "Nothing is transferred to a number that is closed: by the entry's own hours, or else the organisation's"
needs N17
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
directory has 0615 at 76292929 vip yes vip_number=76292900 topic=vand monday=00:00-00:01
ida transfers c1 warm
expect refused transfer-not-offered at kind
ida transfers c1 cold
expect refused transfer-not-offered at kind
directory has 0615 at 76292929 vip yes vip_number=76292900 topic=vand
ida transfers c1 warm
expect call c1 transfer_kind warm
call c2 from 0615 about vand in da
ida ends c1
ida ends wrap-up
ida accepts c2
hours of 0615 monday=00:00-00:01
ida transfers c2 warm
expect refused transfer-not-offered at kind
