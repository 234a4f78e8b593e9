story "Who has waited as long as anybody may is sent home; where to, the switch is told"
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
gateway kam resume_url=http://127.0.0.1:1/resume
settings wait_max_ms=2m
switch asks c1 from 0615 about vand gateway=kam boot=b1
after 119s
expect c1 waiting
after 1s
expect call c1 reason wait_over
expect call c1 leg leaving
switch tells c1 answered route=home
expect call c1 outcome diverted
