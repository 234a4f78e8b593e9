story "A topic handled by the municipality is not the cooperation's"
needs N107
organisation ddh Fællesvagten association member in danmark
organisation 0615 Horsens municipality member in oestjylland
settings cooperation=ddh
topic byg handled by municipality
agent one of ddh knows byg speaks da
one is available
call c1 from 0615 about byg in da
expect c1 waiting
expect call c1 organisation 0615
