story "A called number stands for municipality, topic and language"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
topic pas handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
number +4587654321 of 0615 about vand
number 87654322 of 0615 about pas language=en
switch asks c1 to +4587654321
expect c1 offered to ida
expect call c1 language da
switch asks c2 to 87654322
expect call c2 topic pas
expect call c2 language en
switch asks c3 to 11111111
expect refused unknown-number at number
number 87654322 is removed
expect no called_number 87654322
number 87654322 is removed
expect refused unknown-number at number
number 12 of 0615 about vand
expect refused invalid-request at number
