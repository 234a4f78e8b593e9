story "A citizen who calls about a bot topic is answered by a person all the same"
needs N107 N109
organisation ddh Fællesvagten association member in danmark
organisation 0615 Horsens municipality member in oestjylland
settings cooperation=ddh
topic affald handled by bot
agent one of ddh knows affald speaks da
one is available
call c1 from 0615 about affald in da
expect c1 offered to one
