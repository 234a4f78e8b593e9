story "A topic that is quickly done goes before a slow one that has waited a little longer"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality handle_ms=10m
topic pas handled by municipality handle_ms=2m
settings lease_ms=1d
agent ida of 0615 knows vand,pas speaks da
call c1 from 0615 about vand in da
after 30s
call c2 from 0615 about pas in da
after 10s
ida is available
expect c2 offered to ida
