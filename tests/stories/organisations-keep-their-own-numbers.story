story "An organisation changes its own entries only; they go with it"
needs N73
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
as partner 0751: directory has 0615 at 76292929 vip no
expect refused other-organisation
as partner 0615: directory has 0615 at 76292929 vip no
as municipal_editor 0615: directory has 0615 at 76292930 vip no
as duty_leader: directory has 0615 at 76292929 vip no
expect refused not-authorised
expect directory 0615/* number 76292930
organisation 0727 Odder municipality member in oestjylland
as admin: directory has 0727 at 76292931 vip no
organisation 0727 is removed
expect no directory 0727/*
