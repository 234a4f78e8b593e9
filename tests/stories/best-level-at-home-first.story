story "At home the best level goes first, whatever else the agent is needed for"
needs N50
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d languages=da,en,de
agreement all always
agent best of 0615 knows vand:3 speaks da,de
agent plain of 0615 knows vand:1 speaks da
plain is available
best is available
call c1 from 0615 about vand in da
expect c1 offered to best
