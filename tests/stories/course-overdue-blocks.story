story "A course that is overdue blocks where that is the rule"
needs N53 N55
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings course_consequence=block course_ms=365d
untrained agent ole of 0615 knows vand speaks da elearning_at=-400d registered_at=-366d
ole is available
expect refused course-overdue at agent
settings course_consequence=warn
ole is available
expect ole available
