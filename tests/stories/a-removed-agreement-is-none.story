story "An agreement that was removed is no agreement: not one that is out of force"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement other always helped=0630 helpers=0615
agreement near always helped=0615 helpers=0630
agent vib of 0630 knows vand speaks da
vib is available
agreement near is removed
call c1 from 0615 about vand in da
expect c1 waiting
expect call c1 stopped no_agreement=1
