story "A planned activation says and changes nothing before its time"
needs N6
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement krise incident
agent vib of 0630 knows vand speaks da
agent ida of 0615 knows pas speaks da
vib is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 5h as a1 examples starts_at=+2h
expect activation a1 state planned
expect activation a1 started_at nothing
ida reads a1
expect refused not-active at activation
leader renews a1 because mere expires_at=+6h
expect refused not-active at activation
call c1 from 0615 about vand in da
expect c1 waiting
leader updates a1 because ti value.boil_minutes=10
expect activation a1 state planned
after 2h
expect activation a1 state active
expect activation a1 starts_at nothing
expect c1 offered to vib
ida reads a1
after 3h
expect activation a1 expired true
