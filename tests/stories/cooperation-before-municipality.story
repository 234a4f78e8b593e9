story "A topic handled by the cooperation is asked there first, then at the municipality"
needs N106 N107
organisation ddh Fællesvagten association member in danmark
organisation 0615 Horsens municipality member in oestjylland
settings cooperation=ddh
settings lease_ms=1h
topic mitid handled by cooperation
agent ida of 0615 knows mitid:5 speaks da
agent one of ddh knows mitid:1 speaks da
ida is available
after 1m
one is available
call c1 from 0615 about mitid in da
expect c1 offered to one
expect call c1 organisation ddh
call c2 from 0615 about mitid in da
expect c2 offered to ida
expect call c2 reason municipality
