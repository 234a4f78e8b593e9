story "An agent changes organisation when signed out, never in the middle of a shift"
needs N97
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
organisation 0766 Hedensted municipality member in oestjylland
agent ida of 0615 knows vand speaks da
ida is available
agent ida of 0766 knows vand speaks da
expect refused in-use at organisation
ida is offline
agent ida of 0766 knows vand speaks da
ida is available
call c1 from 0615 about vand in da
expect c1 waiting
call c2 from 0766 about vand in da
expect c2 offered to ida
