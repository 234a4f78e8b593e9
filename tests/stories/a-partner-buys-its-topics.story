story "The cooperation serves a partner that buys service in the topics it has bought"
needs N85
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation ddh "Den fælles" association member in oestjylland
topic pas handled by cooperation
topic skat handled by cooperation
settings lease_ms=1d cooperation=ddh
agent dan of ddh knows pas,skat speaks da
topics of midt buys=pas
dan is on-a-break
expect refused unknown-value
dan is break
call c1 from midt about pas in da
expect call c1 organisation ddh
call c2 from midt about skat in da
expect call c2 organisation midt
topics of midt keeps=pas
expect refused out-of-range at buys
