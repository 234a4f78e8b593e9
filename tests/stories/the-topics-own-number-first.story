story "The entry of the topic counts before the general one"
needs N17
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
ida accepts c1
directory has 0615 at 76292929 vip no
directory has 0615 at 76292930 vip yes vip_number=76292900 topic=vand
expect directory 0615/* vip no
expect directory 0615/vand number 76292930
ida transfers c1 warm
expect call c1 transfer_topic vand
ida says the transfer of c1 was not_answered
directory forgets 0615 topic=vand
expect no directory 0615/vand
ida transfers c1 cold
expect call c1 transfer_topic nothing
