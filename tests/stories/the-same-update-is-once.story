story "An update that changes nothing makes no revision"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
leader updates a1 because ti value.boil_minutes=10
leader updates a1 because igen value.boil_minutes=10
expect activation a1 revision 2
expect activation a1 reason ti
