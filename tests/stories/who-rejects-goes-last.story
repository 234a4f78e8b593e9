story "Who has said no has had a turn and stands behind those who wait longer"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1h
agent ida of 0615 knows vand speaks da
agent bo of 0615 knows vand speaks da
agent eva of 0615 knows vand speaks da
ida is available
after 1s
bo is available
after 1s
eva is available
after 1s
call c1 from 0615 about vand in da
expect c1 offered to ida
after 5s
ida rejects c1
expect c1 offered to bo
after 1s
call c2 from 0615 about vand in da
expect c2 offered to eva
