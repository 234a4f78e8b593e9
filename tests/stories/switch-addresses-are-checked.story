story "What goes into SIP headers has no blanks, quotes, commas or angle brackets"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=tel:87654321
expect refused invalid-request at phone
agent ida of 0615 knows vand speaks da phone=sip:<ida@x>
expect refused invalid-request at phone
home of 0615 addresses=sip:"own"@x
expect refused invalid-request at addresses
gateway kam resume_url=ftp://x/y
expect refused invalid-request at resume_url
home of 0615 addresses=sip:own@x,sips:region@y
expect home 0615 addresses sip:own@x,sips:region@y
home of 0615 addresses=
expect no home 0615
