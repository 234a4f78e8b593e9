story "Unknown topics and languages of an agent are refused, and nobody speaks nothing"
needs N48 N64
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows ufo speaks da
expect refused unknown-topic at skills
agent ida of 0615 knows vand speaks xx
expect refused unknown-language at languages
agent ida of 0615 knows vand speaks ,
expect refused missing-field at languages
expect no agent ida
