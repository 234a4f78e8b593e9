story "Priority and age count across an agent's topics, and other topics wait"
needs N48
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
topic byg handled by municipality
agent ida of 0615 knows vand,pas speaks da
agent bo of 0615 knows vand,pas speaks da
call c1 from 0615 about byg in da
after 1s
call c2 from 0615 about vand in da
after 1s
call c3 from 0615 about pas in da enqueued_at=-60s
after 1s
call c4 from 0615 about pas in da priority=9
ida is available
expect c4 offered to ida
bo is available
expect c3 offered to bo
agent eva of 0615 knows vand speaks da
eva is available
expect c2 offered to eva
expect c1 waiting
