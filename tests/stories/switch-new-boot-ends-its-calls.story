story "A switch that has started again has none of its calls any more; what still comes from before is too late"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da phone=sip:ida@10.0.0.1:5060
ida is available
agent bo of 0615 knows vand speaks da phone=sip:bo@10.0.0.2:5060
bo is available
agent eva of 0615 knows vand speaks da phone=sip:eva@10.0.0.3
gateway kam resume_url=http://127.0.0.1:1/resume
gateway kam lives under b1
switch asks c1 from 0615 about vand gateway=kam boot=b1
switch asks c2 from 0615 about vand gateway=kam boot=b1
switch asks c3 from 0615 about vand gateway=kam boot=b1
switch asks c9 from 0615 about vand
switch tells c1 answered route=0 gateway=kam event_id=b1-7
expect call c3 leg waiting
gateway kam lives under b2 dialogs=0
after 1s
expect call c1 reason switch_restarted
expect call c1 state wrapping
expect c2 abandoned
expect c3 abandoned
expect call c3 leg over
expect gateway kam boots 2
expect gateway kam boot_before b1
switch asks c4 from 0615 about vand gateway=kam boot=b1
expect refused call-ended
switch tells c8 fallback reason=breaker gateway=kam event_id=b1-8
expect no tombstone c8
