story "Only an agent who speaks the caller's language is offered the call"
needs N64
settings languages=da,en,de
organisation 0540 Sønderborg municipality member in sydjylland
settings lease_ms=1h
topic vand handled by municipality
agent ida of 0540 knows vand speaks da
agent uwe of 0540 knows vand speaks da,de
ida is available
after 30s
uwe is available
call c1 from 0540 about vand in de
expect c1 offered to uwe
call c2 from 0540 about vand in de
expect c2 waiting
expect ida available
