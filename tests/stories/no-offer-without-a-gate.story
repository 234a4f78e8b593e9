story "Without a data-processing agreement no offer is taken"
needs N83
organisation 0615 Horsens municipality member in oestjylland
organisation midt "Region Midtjylland" region partner in midtjylland
topic vand handled by municipality
agreement all always
midt offers o1 with 2 seats about vand in da
expect refused data-agreement-missing at organisation
