story "A call keeps by what its agent was found: a helper by who was available, at home by rank, and the factors by which an agent chose it"
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
settings lease_ms=1d own_weight=4 wait_permille=0 speed_permille=0 topic_scarcity_permille=2000 language_scarcity_permille=0 home_load_permille=0
agreement all always
agent hor of 0615 knows vand speaks da
agent vib of 0630 knows vand speaks da
agent val of 0630 knows vand speaks en
hor is available
call c1 from 0615 about vand in da
expect c1 offered to hor
expect call c1 index nothing
expect call c1 helper_present 0
expect call c1 stopped nothing
vib is available
val is available
call c2 from 0615 about vand in da
expect c2 offered to vib
expect call c2 reason helped
expect call c2 index nothing
expect call c2 helper_available 2
expect call c2 helper_present 2
call c3 from 0615 about vand in da
call c4 from 0615 about vand in da
call c5 from 0615 about vand in da
expect c3 waiting
hor accepts c1
hor ends c1
hor ends wrap-up
expect c3 offered to hor
expect call c3 index own=131072,topic=103872
expect call c3 helper_present 0
