story "A transcript is an address without a key, or an id"
needs N77
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
call c1 from 0615 about vand in da channel=chat transcript=https://bot.example.dk/t/7f3a-22
call c2 from 0615 about vand in da channel=chat transcript=conversation:7f3a.22
call c3 from 0615 about vand in da channel=chat transcript=http://bot.example.dk/t/1
expect refused invalid-request at transcript
call c3 from 0615 about vand in da channel=chat transcript=https://me@bot.example.dk/t/1
expect refused invalid-request at transcript
call c3 from 0615 about vand in da channel=chat transcript=https://bot.example.dk/t?user=1
expect refused invalid-request at transcript
call c3 from 0615 about vand in da channel=chat transcript=https://bot.example.dk/t%2F1
expect refused invalid-request at transcript
call c3 from 0615 about vand in da channel=chat transcript=https://bot.example.dk
expect refused invalid-request at transcript
call c3 from 0615 about vand in da channel=chat transcript=https://bot.example.dk/citizens/010190-1234/talk
expect refused invalid-request at transcript
call c3 from 0615 about vand in da channel=chat transcript=<script>
expect refused invalid-request at transcript
call c3 from 0615 about vand in da transcript=t-1
expect refused invalid-request at transcript
expect no call c3
call c4 from 0615 about vand in da channel=chat transcript=c0ffee00-1111-4222-8333-a0101901234b
