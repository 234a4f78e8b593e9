story "An outsider's citizen is referred, and nobody is reserved"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
organisation 0665 Lemvig municipality outsider in vestjylland
settings outsider_rule=refer
switch asks c1 from 0665 about vand
expect call c1 reason outsider_referred
expect call c1 leg home
expect ida available
