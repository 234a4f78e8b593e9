story "Faulty passports: who has read the answer takes its calls"
needs N1 N51
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic pas handled by municipality
topic vand handled by municipality
settings lease_ms=1d
agent ida of 0615 knows vand speaks da
ida is available
playbook passport-error is published and approved
leader activates passport-error in 0615 for 24h as a1 examples
expect activation a1 state active
call c1 from 0615 about pas in da
expect c1 waiting
ida reads a1
expect c1 offered to ida
leader lifts a1 because "Myndigheden har ophævet det"
expect activation a1 state lifted
