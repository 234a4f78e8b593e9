story "What is not known is not removed, and cannot decline"
organisation 0615 Horsens municipality member in oestjylland
agreement nothing is removed
expect refused not-found at agreement
as admin: 9999 declines
expect refused unknown-organisation at organisation
expect organisation 0615 declines false
