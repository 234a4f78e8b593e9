story "A day that is set in the calendar closes, and opens again where it is taken away"
needs N4
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
topic vand handled by municipality
topic pas handled by municipality
settings lease_ms=1d
hours of 0615 monday=08:00-16:00 tuesday=08:00-16:00 wednesday=08:00-16:00 thursday=08:00-16:00 friday=08:00-16:00
expect hours 0615 open true
calendar has 2026-03-02 Prøvedag
expect hours 0615 open false
call c1 from 0615 about vand in da
expect call c1 reason closed
calendar has 2026-03-02 Prøvedag holiday=false
expect hours 0615 open true
calendar has 2026-03-02 Prøvedag
calendar forgets 2026-03-02
expect hours 0615 open true
calendar has 2026-04-02 "Skærtorsdag er hverdag" holiday=false
calendar has 2026-04-01 Lukkedag
after 30d
expect hours 0615 open false
after 1d
expect hours 0615 open true
