story "An agreement ends after it begins and names known organisations and topics"
needs N97
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agreement all always valid_from=+2h valid_until=+1h
expect refused out-of-range at valid_until
agreement all always topics=ukendt
expect refused unknown-topic at topics
agreement all always helped=9999
expect refused unknown-organisation at helped
agreement all always helpers=9999
expect refused unknown-organisation at helpers
expect no agreement all
