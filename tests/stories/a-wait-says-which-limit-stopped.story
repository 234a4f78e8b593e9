story "A call that waits says who is closed, who has reached a cap and whose agreement begins at a longer wait"
needs N7 N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0766 Hedensted municipality member in oestjylland
organisation 0740 Silkeborg municipality member in oestjylland
organisation 0760 Ringkoebing municipality member in vestjylland
topic vand handled by municipality
settings lease_ms=1d
hours of 0630 monday=08:30-16:00 tuesday=08:30-16:00 wednesday=08:30-16:00 thursday=08:30-16:00 friday=08:30-16:00
agreement near always helped=0615 helpers=0630,0760
agreement long above_wait helped=0615 helpers=0766 enter_ms=60s
agreement few always helped=0615 helpers=0740 calls_max=1
0760 helps help_max=1
agent vib of 0630 knows vand speaks da
agent hed of 0766 knows vand speaks da
agent sil of 0740 knows vand speaks da
agent sig of 0740 knows vand speaks da
agent rin of 0760 knows vand speaks da
agent ris of 0760 knows vand speaks da
vib is available
hed is available
sil is available
sig is available
rin is available
ris is available
call c1 from 0615 about vand in da
call c2 from 0615 about vand in da
call c3 from 0615 about vand in da
expect c3 waiting
expect call c3 stopped closed=1,own_cap=1,wait_short=1,agreement_cap=1
