story "What is offered to one agent, another cannot accept, nor what one has answered"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
bo accepts c1
expect refused call-not-offered at call
ida accepts c1
bo accepts c1
expect refused call-not-offered at call
expect c1 answered by ida
ida ends c1
ida accepts c1
expect refused call-ended at call
