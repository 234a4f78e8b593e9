story "An offer that is on its way when the wait is over is given its time"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
gateway kam resume_url=http://127.0.0.1:1/resume
settings wait_max_ms=30s
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
switch asks c1 from 0615 about vand gateway=kam boot=b1
after 25s
ida is available
after 10s
expect c1 offered to ida
ida is break
after 1ms
expect call c1 reason wait_over
