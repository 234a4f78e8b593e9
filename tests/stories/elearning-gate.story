story "Without e-learning nobody takes calls, unless a duty leader says so and why"
needs N52
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
untrained agent ny of 0615 knows vand speaks da
ny is available
expect refused elearning-missing at agent
expect ny signed_out
leader lets ny answer until +2h because "vandforurening i Horsens"
ny is available
expect ny available
expect agent ny override_by duty_leader
expect agent ny override_reason "vandforurening i Horsens"
