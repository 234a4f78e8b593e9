story "Who still has agreements is not erased: they end first"
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
topic vand handled by municipality
agreement pair always helped=0751 helpers=0615
0615 leaves: drain
0615 leaves: export
0615 leaves: erase
expect refused leave-order at step
agreement pair is removed
0615 leaves: erase
expect organisation 0615 standing outsider
