story "A token limited to one organisation adds nobody to another"
needs N88 N96
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
organisation vejle Vejle municipality partner in sydjylland
as partner vejle: agent vib of vejle knows vand speaks da
expect agent vib organisation vejle
as partner vejle: agent ny of 0615 knows vand speaks da
expect refused other-organisation at organisation
expect no agent ny
