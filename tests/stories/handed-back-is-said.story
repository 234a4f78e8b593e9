story "A helper that gave the call back while others are there is counted so, one without the language as not able"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0766 Hedensted municipality member in oestjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always
agent vib of 0630 knows vand speaks en
agent hed of 0766 knows vand speaks da
vib is available
hed is available
call c1 from 0615 about vand in en
expect c1 offered to vib
vib rejects c1
expect c1 waiting
expect call c1 stopped handed_back=1,nobody_able=1
