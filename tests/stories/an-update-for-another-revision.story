story "An update that was made for an older revision is refused: another leader came first"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
leader updates a1 because ti value.boil_minutes=10 revision=1
leader updates a1 because fem value.boil_minutes=7 revision=1
expect refused other-revision at revision
expect activation a1 revision 2
leader updates a1 because fem value.boil_minutes=7 revision=2
expect activation a1 revision 3
