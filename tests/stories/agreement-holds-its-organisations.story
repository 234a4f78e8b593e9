story "An organisation that an agreement names is not removed"
needs N97
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
agreement pair always helped=0615 helpers=0630
organisation 0630 is removed
expect refused in-use at organisation
agreement pair is removed
expect no agreement pair
organisation 0630 is removed
expect no organisation 0630
