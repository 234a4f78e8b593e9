story "A caller who waits at the switch may hang up, also while being fetched"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
gateway kam resume_url=http://127.0.0.1:1/resume
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
switch asks c1 from 0615 about vand gateway=kam boot=b1
switch tells c1 abandoned
expect c1 abandoned
switch asks c2 from 0615 about vand gateway=kam boot=b1
ida is available
expect c2 offered to ida
switch tells c2 abandoned
expect ida available
expect call c2 leg over
