story "A language few speak goes before one many speak"
organisation 0615 Horsens municipality member in oestjylland
organisation 0766 Hedensted municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1d languages=da,en,de
agent ida of 0615 knows vand speaks da,de
agent bo of 0766 knows vand speaks da
agent eva of 0766 knows vand speaks da
agent kim of 0766 knows vand speaks da
bo is available
eva is available
kim is available
call c1 from 0615 about vand in da
after 10s
call c2 from 0615 about vand in de
after 10s
ida is available
expect c2 offered to ida
