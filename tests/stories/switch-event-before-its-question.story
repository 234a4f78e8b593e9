story "An event that overtakes its question leaves a tombstone: the call is over, for two minutes"
settings lease_ms=1h
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
switch tells c1 fallback reason=deadline
expect tombstone c1 reference c1
switch tells c1 answered route=home
switch asks c1 from 0615 about vand
expect refused call-ended
expect ida available
after 119s
switch asks c1 from 0615 about vand
expect refused call-ended
after 1s
expect no tombstone c1
switch asks c1 from 0615 about vand
expect c1 offered to ida
