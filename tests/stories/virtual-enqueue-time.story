story "A caller who began to wait elsewhere keeps that time"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
call c1 from 0615 about vand in da
after 5s
call c2 from 0615 about vand in da enqueued_at=-60s
ida is available
expect c2 offered to ida
