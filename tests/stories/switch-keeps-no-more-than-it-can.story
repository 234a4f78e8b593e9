story "Where the switch can keep no caller, or is not known, nobody waits: home"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
home of 0615 addresses=sip:own@10.2.0.1,sip:region@10.9.0.1
gateway kam resume_url=http://127.0.0.1:1/resume waiting_max=1
gateway mute
switch asks c1 from 0615 about vand gateway=kam boot=b1
expect call c1 leg waiting
switch asks c2 from 0615 about vand gateway=kam boot=b1
expect call c2 reason nobody_free
expect call c2 leg home
switch asks c2 from 0615 about vand gateway=kam boot=b1
switch asks c3 from 0615 about vand gateway=mute boot=b1
expect call c3 reason nobody_free
switch asks c4 from 0615 about vand
expect call c4 reason nobody_free
switch tells c4 ended
switch asks c4 from 0615 about vand
expect refused call-ended
switch tells c1 abandoned
switch asks c5 from 0615 about vand gateway=kam boot=b1
expect call c5 leg waiting
