story "A call that waits says which rule stopped how many organisations, and an offer clears nothing but itself"
needs N7 N10
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland reserve=1
organisation 0766 Hedensted municipality member in oestjylland
organisation 0740 Silkeborg municipality member in oestjylland
organisation 0760 Ringkoebing municipality member in vestjylland
organisation 0787 Thisted municipality member in nordjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agreement near always helped=0615 helpers=0630,0766
agreement pass always helped=0615 helpers=0740 topics=pas
agreement later always helped=0615 helpers=0760 valid_from=+1h
agent vib of 0630 knows vand speaks da
agent hed of 0766 knows vand speaks da
agent sil of 0740 knows vand speaks da
agent rin of 0760 knows vand speaks da
agent thi of 0787 knows vand speaks da
vib is available
hed is available
sil is available
rin is available
thi is available
0766 declines
call c1 from 0615 about vand in da
expect c1 waiting
expect call c1 stopped no_agreement=1,topic_not_agreed=1,declines=1,not_in_force=1,reserve=1
expect call c1 index nothing
