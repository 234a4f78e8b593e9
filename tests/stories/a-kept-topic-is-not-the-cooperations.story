story "A topic that its home keeps waits at home though the cooperation handles it"
needs N84
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt has a data agreement valid_from=-1d valid_until=+365d
organisation ddh "Den fælles" association member in oestjylland
topic sund handled by cooperation
settings lease_ms=1d cooperation=ddh
topics of midt keeps=sund
agent dan of ddh knows sund speaks da
dan is available
call c1 from midt about sund in da
expect c1 waiting
expect call c1 organisation midt
call c2 from 0615 about sund in da
expect c2 offered to dan
