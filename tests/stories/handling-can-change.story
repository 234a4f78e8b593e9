story "Who handles a topic can be changed, from the next call on"
needs N107
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
organisation ddh Fællesvagten association member in danmark
settings cooperation=ddh
agent one of ddh knows vand speaks da
one is available
call c1 from 0615 about vand in da
expect c1 waiting
topic vand handled by cooperation
call c2 from 0615 about vand in da
expect c2 offered to one
