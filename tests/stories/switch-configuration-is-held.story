story "A gateway that kept calls name stays, and so does an organisation with numbers"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
gateway kam resume_url=http://127.0.0.1:1/resume
number 87654321 of 0615 about vand
switch asks c1 from 0615 about vand gateway=kam boot=b1
gateway kam is removed
expect refused in-use at gateway
switch asks c2 from 0615 about vand gateway=other boot=b1
expect refused unknown-gateway at gateway
switch asks c2 from 0615 about vand gateway=kam
expect refused missing-field at boot
gateway other lives under b1
expect refused unknown-gateway at gateway
organisation 0751 Aarhus municipality member in oestjylland
number 87654322 of 0751 about vand
organisation 0751 is removed
expect refused in-use at organisation
number 87654322 is removed
home of 0751 addresses=sip:own@x
organisation 0751 is removed
expect no home 0751
