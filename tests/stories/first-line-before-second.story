story "The cooperation's first line is asked before its second"
needs N106
organisation ddh Fællesvagten association member in danmark
organisation 0615 Horsens municipality member in oestjylland
settings cooperation=ddh
settings lease_ms=1h
topic mitid handled by cooperation
agent two of ddh knows mitid:5 speaks da line=2
agent one of ddh knows mitid:1 speaks da line=1
two is available
after 1m
one is available
call c1 from 0615 about mitid in da
expect c1 offered to one
call c2 from 0615 about mitid in da
expect c2 offered to two
expect call c2 reason second_line
