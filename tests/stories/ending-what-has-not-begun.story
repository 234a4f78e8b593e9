story "A call that nobody answered cannot be ended, nor one whose caller hung up"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
call c1 from 0615 about vand in da
as telephony: switch ends c1
expect refused call-not-answered at call
c1 hangs up
as telephony: switch ends c1
expect refused call-ended at call
ida is available
call c2 from 0615 about vand in da
ida accepts c2
ida ends c2
c2 hangs up
expect refused call-ended at call
expect call c2 outcome answered
