story "An agent whose phone never rang, since the switch could not be told, has missed nothing; the call goes on waiting"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
gateway kam resume_url=http://127.0.0.1:1/resume
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
switch asks c1 from 0615 about vand gateway=kam boot=b1
ida is available
expect call c1 decision 1
after 20s
expect availability ida missed_offers 0
expect c1 offered to ida
expect call c1 decision 2
