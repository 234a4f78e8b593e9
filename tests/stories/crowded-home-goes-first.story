story "Of others' callers about the same, a helper takes the one whose own municipality has more waiting for each agent"
needs N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0766 Hedensted municipality member in fyn
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement all always
agent ida of 0615 knows pas speaks da
agent per of 0615 knows pas speaks da
agent vib of 0630 knows pas speaks da
agent hed of 0766 knows vand speaks da
ida is available
per is available
vib is available
call h1 from 0615 about vand in da
after 1s
call v1 from 0630 about vand in da
hed is available
expect v1 offered to hed
