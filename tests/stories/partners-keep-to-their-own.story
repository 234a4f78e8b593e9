story "A partner's token reaches its own organisation's agents only"
needs N88 N96
organisation 0615 Horsens municipality member in oestjylland
organisation vejle Vejle municipality partner in sydjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent vib of vejle knows vand speaks da
as partner vejle: vib is available
expect vib available
as partner vejle: ida is available
expect refused other-organisation at agent
as partner vejle: agent ida of vejle knows vand speaks da
expect refused other-organisation at agent
