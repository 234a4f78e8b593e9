story "A zone brings its postcodes, as they were when the activation named it"
organisation 0615 Horsens municipality member in oestjylland
organisation 0746 Skanderborg municipality member in oestjylland
organisation vandvaerk "Vestervang Vandværk" utility member in oestjylland
topic vand handled by municipality
playbook water-contamination is published and approved
vandvaerk has the zone nord Nord of 8660
expect refused out-of-range at organisation
0746 has the zone vestervang Vestervang of 8660,8680
0615 has the zone vestervang "Vest for byen" of 8700
leader activates water-contamination in 0615 for 160h as a1 examples narrowed=0746:vestervang+8464
expect activation a1 postcodes 0746=8464+8660+8680
expect activation a1 zones 0746=vestervang
0746 has the zone vestervang Vestervang of 8660
expect zone 0746/vestervang postcodes 8660
expect activation a1 postcodes 0746=8464+8660+8680
# its name stands in what is said
0746 has the zone vestervang "Vester vang" of 8660
expect refused in-use at name
0746 has no zone vestervang
expect refused in-use at zone
leader updates a1 because "kun det sydlige" narrowed=0746:syd
expect refused unknown-zone at narrowed
0615 has no zone vestervang
expect no zone 0615/vestervang
