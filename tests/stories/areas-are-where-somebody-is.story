story "An agreement names areas in which there is an organisation"
needs N7
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agreement landsdele always helped_areas=nordjylland
expect refused unknown-organisation at helped_areas
