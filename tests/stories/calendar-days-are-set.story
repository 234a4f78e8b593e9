story "The cooperation keeps days of its own, and may take a public holiday away"
calendar has 2026-06-05 Grundlovsdag
expect calendar_day 2026-06-05 name Grundlovsdag
expect calendar_day 2026-06-05 holiday true
calendar has 2026-06-05 "Grundlovsdag, halv dag" holiday=false
expect calendar_day 2026-06-05 holiday false
calendar forgets 2026-06-05
expect no calendar_day 2026-06-05
calendar forgets 2026-06-05
expect refused not-found at day
calendar has 2026-06-31 Ingenting
expect refused invalid-request at day
as duty_leader: calendar has 2026-12-24 Juleaftensdag
expect refused not-authorised
