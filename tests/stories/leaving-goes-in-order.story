story "The steps of leaving come in their order, each refused while it cannot be done, and none is done twice"
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agreement always always
ida is available
call c1 from 0751 about vand in da
expect c1 offered to ida
0615 leaves: erase
expect refused leave-order at step
0615 leaves: export
expect refused leave-order at step
0615 leaves: drain
0615 leaves: drain
0615 leaves: erase
expect refused leave-order at step
0615 leaves: export
expect refused leave-order at step
ida accepts c1
ida ends c1
0615 leaves: export
expect leaving 0615 step export
0615 leaves: erase
expect refused leave-order at step
ida is offline
after 1m
0615 leaves: erase
expect refused leave-order at step
after 2h
0615 leaves: erase
expect no agent ida
