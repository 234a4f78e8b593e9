story "An organisation that has handed back a call that is still kept is not removed"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d
agreement all always helped=0615
agent vib of 0630 knows vand speaks da
vib is available
call c1 from 0615 about vand in da
vib rejects c1
expect c1 waiting
agent hor of 0615 knows vand speaks da
agent han of 0615 knows vand speaks da
hor is available
expect c1 offered to hor
han is available
hor rejects c1
expect c1 offered to han
expect call c1 handed_back 0630
vib is offline
agent vib is removed
organisation 0630 is removed
expect refused in-use at organisation
