story "The cooperation is closed: the citizen's own municipality, open and with somebody there, keeps its callers"
needs N109
organisation ddh Fællesvagten association member in danmark
organisation 0615 Horsens municipality member in oestjylland
organisation 0766 Hedensted municipality member in oestjylland
settings cooperation=ddh lease_ms=1d
topic mitid handled by cooperation
hours of ddh monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
agent ida of 0615 knows mitid speaks da
call c1 from 0615 about mitid in da
expect call c1 reason closed
ida is available
call c2 from 0615 about mitid in da
expect c2 offered to ida
ida accepts c2
call c3 from 0615 about mitid in da
expect c3 waiting
call c4 from 0766 about mitid in da
expect call c4 reason closed
