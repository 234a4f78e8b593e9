story "The cooperation stays open for callers of the activation's municipalities, not for all"
needs N44
organisation ddh Fællesvagten association member in danmark
organisation 0615 Horsens municipality member in oestjylland
organisation 0766 Hedensted municipality member in oestjylland
settings cooperation=ddh lease_ms=1d
topic vand handled by cooperation
hours of ddh monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples open_until=+20m
call c1 from 0615 about vand in da
expect c1 waiting
call c2 from 0766 about vand in da
expect call c2 reason closed
