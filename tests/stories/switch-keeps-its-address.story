story "A gateway that is put without its address keeps it, and null takes it away"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
gateway kam resume_url=http://127.0.0.1:1/resume/secret waiting_max=7
gateway kam waiting_max=8
switch asks c1 from 0615 about vand gateway=kam boot=b1
expect call c1 leg waiting
switch tells c1 abandoned event_id=b1-1
gateway kam resume_url=null
switch asks c2 from 0615 about vand gateway=kam boot=b1
expect call c2 leg home
