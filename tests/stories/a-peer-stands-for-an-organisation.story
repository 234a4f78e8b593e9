story "A peer is another organisation than ours, at an address that can be called"
needs N88
organisation ddh "Den Digitale Hotline" association member in oestjylland
organisation nord "Hotline Nord" association partner in nordjylland
settings cooperation=ddh
ddh is a peer at https://nord.example/v1/peers/midt
expect refused out-of-range at organisation
syd is a peer at https://syd.example/v1/peers/midt
expect refused unknown-organisation at organisation
nord is a peer at ftp://nord.example
expect refused invalid-request at url
nord is a peer at https://nord.example/v1/peers/midt
organisation nord is removed
expect refused in-use at organisation
nord is no peer
nord is no peer
expect refused not-found at organisation
organisation nord is removed
