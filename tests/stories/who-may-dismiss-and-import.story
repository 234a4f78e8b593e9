story "Surges are the duty leader's, baselines the admin's, and both name what there is"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings call_retention_ms=1m
usually 6 calls an hour from 0615 about vand
60 callers from 0615 about vand over 10m
agent ida of 0615 knows vand speaks da
as agent ida: leader dismisses vand of 0615 because Nej
expect refused not-authorised
as duty_leader 0630: leader dismisses vand of 0615 because Nej
expect refused other-organisation at organisation
leader dismisses vand of 0999 because Nej
expect refused unknown-organisation at organisation
leader dismisses ild of 0615 because Nej
expect refused unknown-topic at topic
leader dismisses pas of 0615 because Nej
expect refused unknown-surge at topic
as duty_leader: usually 6 calls an hour from 0615 about vand
expect refused not-authorised
usually 6 calls an hour from 0999 about vand
expect refused unknown-organisation at organisation
usually 6 calls an hour from 0615 about ild
expect refused unknown-topic at topic
usually 200000 calls an hour from 0615 about vand
expect refused out-of-range at expected[0]
