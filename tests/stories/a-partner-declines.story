story "A partner can always decline, and help again"
needs N98
organisation 0615 Horsens municipality member in oestjylland
organisation region Region-Midt region partner in midtjylland
topic vand handled by municipality
region has a data agreement
settings lease_ms=1d
agreement all always
agent reg of region knows vand speaks da
reg is available
region declines
call c1 from 0615 about vand in da
expect c1 waiting
as partner region: 0615 declines
expect refused other-organisation at organisation
region helps
expect c1 offered to reg
