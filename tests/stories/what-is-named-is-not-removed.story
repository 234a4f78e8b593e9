story "The cooperation and a place that an answer names are not removed"
needs N97
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
organisation ddh Fællesvagten association member in danmark
organisation 0766 Hedensted municipality member in oestjylland
settings cooperation=ddh
organisation ddh is removed
expect refused in-use at organisation
playbook water-contamination is published and approved
leader activates water-contamination in 0766 for 24h as a1 examples
organisation 0766 is removed
expect refused in-use at organisation
