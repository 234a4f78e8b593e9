story "Where wrap-up is long, a quick topic saves little, and the longer wait counts"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality handle_ms=300s
topic pas handled by municipality handle_ms=30s
settings lease_ms=1d wrap_up_ms=10m wrap_up_max_ms=10m
agent ida of 0615 knows vand,pas speaks da
call c1 from 0615 about vand in da
after 15m
call c2 from 0615 about pas in da
ida is available
expect c1 offered to ida
