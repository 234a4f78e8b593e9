story "A course that is taken, not yet due, or no condition here blocks nobody"
needs N53 N55
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings course_consequence=block course_ms=365d
untrained agent ny of 0615 knows vand speaks da elearning_at=-100d registered_at=-100d
untrained agent ole of 0615 knows vand speaks da elearning_at=-400d registered_at=-400d course_at=-10d
untrained agent eva of 0615 knows vand speaks da elearning_at=-400d registered_at=-400d
ny is available
ole is available
eva is available
expect refused course-overdue at agent
settings course_consequence=none
eva is available
expect eva available
expect ole available
expect ny available
