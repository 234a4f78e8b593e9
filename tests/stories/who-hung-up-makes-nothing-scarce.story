story "Callers who hung up no longer count among those who wait for a language"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1d languages=da,en,de
agent ida of 0615 knows vand speaks da,de
call x1 from 0615 about vand in da
call x2 from 0615 about vand in da
call x3 from 0615 about vand in da
x1 hangs up
x2 hangs up
x3 hangs up
call c1 from 0615 about vand in de
after 10s
call c2 from 0615 about vand in da
after 10s
ida is available
expect c1 offered to ida
