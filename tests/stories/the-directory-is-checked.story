story "An entry has a number that is one, and what belongs to its VIP state"
needs N17 N18 N21
organisation 0615 Horsens municipality member in oestjylland
directory has 0615 at 1234 vip no
expect refused invalid-request at number
directory has 0615 at 12345678 vip no
expect refused invalid-request at number
directory has 0615 at +45762929290123456 vip no
expect refused invalid-request at number
directory has 0615 at 76292929 vip yes
expect refused missing-field at vip_number
directory has 0615 at 76292929 vip no vip_number=76292900
expect refused invalid-request at vip_number
directory has 0615 at 76292929 vip yes vip_number=7629
expect refused invalid-request at vip_number
directory has 0615 at 76292929 vip impossible
expect refused missing-field at reason
directory has 0615 at 76292929 vip no reason=because
expect refused invalid-request at reason
directory has 0615 at 76292929 vip no promised_by=2027-01-01
expect refused invalid-request at promised_by
directory has 0615 at 76292929 vip no verified_on=2099-01-01
expect refused out-of-range at verified_on
directory has 0615 at 76292929 vip no sunday=
expect refused out-of-range at monday
directory has 0999 at 76292929 vip no
expect refused unknown-organisation at organisation
directory has 0615 at 76292929 vip no topic=vand
expect refused unknown-topic at topic
expect no directory 0615/*
directory has 0615 at +4576292929 vip opted_out reason=model-b
expect directory 0615/* vip opted_out
expect directory 0615/* reason model-b
directory has 0615 at 76292929 vip promised promised_by=2027-01-01
expect directory 0615/* promised_by 2027-01-01
expect directory 0615/* reason nothing
directory forgets 0615
directory forgets 0615
expect refused unknown-entry at organisation
