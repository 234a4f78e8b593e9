story "Opening hours go with their organisation"
organisation 0615 Horsens municipality member in oestjylland
hours of 0615 monday=08:00-15:00
organisation 0615 is removed
expect no hours 0615
