story "When the last who could take a call leaves, a helper that had handed it back is asked again at once"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
organisation 0621 Kolding municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always helped=0615
agent vib of 0630 knows vand speaks da
agent vic of 0630 knows vand speaks da
agent kim of 0621 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
kim is break
vib rejects c1
vic is available
expect c1 waiting
kim is offline
expect c1 offered to vic
