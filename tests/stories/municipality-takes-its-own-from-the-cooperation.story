story "A municipality's agent who becomes free takes its citizens who wait at the cooperation, not others'"
needs N106
organisation ddh Fællesvagten association member in danmark
organisation 0615 Horsens municipality member in oestjylland
organisation 0766 Hedensted municipality member in oestjylland
settings cooperation=ddh
topic mitid handled by cooperation
agent ida of 0615 knows mitid speaks da
call c1 from 0766 about mitid in da
after 5s
call c2 from 0615 about mitid in da
ida is available
expect c2 offered to ida
expect c1 waiting
