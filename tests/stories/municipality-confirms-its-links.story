story "A municipality confirms a link, and only that one"
needs N75
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
as municipal_editor lone@0615: 0615 confirms http://horsens.dk/vand
expect refused invalid-request at url
0615 confirms https://horsens.dk/vand
expect refused not-authorised at organisation
as municipal_editor lone@0615: 0630 confirms https://horsens.dk/vand
expect refused other-organisation at organisation
as municipal_editor lone@0615: 0615 confirms https://horsens.dk/vand
as municipal_editor lone@0615: 0615 no longer confirms https://horsens.dk/andet
expect refused not-found at url
organisation 0615 is removed
expect refused in-use at organisation
as municipal_editor lone@0615: 0615 no longer confirms https://horsens.dk/vand
as municipal_editor lone@0615: 0615 no longer confirms https://horsens.dk/vand
expect refused not-found at url
