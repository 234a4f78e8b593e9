story "A new revision ends no qualification; one that must be read suspends it until it has been read"
needs N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows pas speaks da
vib is available
playbook water-contamination is published and approved
leader activates water-contamination in 0615 for 24h as a1 examples
vib reads a1
expect activation a1 read_newest 1
leader updates a1 because ti value.boil_minutes=10
expect activation a1 read_newest 0
expect activation a1 acknowledged 1
call c1 from 0615 about vand in da
expect c1 offered to vib
vib accepts c1
vib ends c1
vib ends wrap-up
leader updates a1 because syv value.boil_minutes=7 must_read=true
expect activation a1 must_read 3
call c2 from 0615 about vand in da
expect c2 waiting
vib reads revision 2 of a1
expect c2 waiting
vib reads a1
expect c2 offered to vib
expect acknowledgement a1/vib revision 3
expect activation a1 read_newest 1
leader updates a1 because syv value.boil_minutes=7 must_read=true
expect activation a1 revision 3
