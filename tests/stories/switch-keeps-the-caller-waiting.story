story "A caller whom nobody can take waits at the switch, and is offered when an agent becomes free"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
gateway kam resume_url=http://127.0.0.1:1/resume
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
switch asks c1 from 0615 about vand gateway=kam boot=b1
expect call c1 leg waiting
expect c1 waiting
after 30s
ida is available
expect c1 offered to ida
expect call c1 leg waiting
expect call c1 decision 1
switch tells c1 answered route=0
expect c1 answered by ida
expect call c1 leg routed
