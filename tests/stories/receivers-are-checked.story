story "A receiver has a known kind, an address that can be called, and municipalities that have opted in"
needs N99
organisation 0615 Horsens municipality member in oestjylland
organisation 0751 Aarhus municipality member in oestjylland
receiver chatbot fax at https://bot.example.dk/hooks for 0615
expect refused unknown-value at kind
receiver chatbot chatbot at ftp://bot.example.dk/hooks for 0615
expect refused invalid-request at url
receiver chatbot chatbot at https://me@bot.example.dk/hooks for 0615
expect refused invalid-request at url
receiver chatbot chatbot at https://bot.example.dk/hooks for 0615,0999
expect refused unknown-organisation at municipalities
expect no receiver chatbot
receiver chatbot is removed
expect refused unknown-receiver at receiver
as duty_leader: receiver chatbot chatbot at https://bot.example.dk/hooks for 0615
expect refused not-authorised
receiver chatbot chatbot at https://bot.example.dk/hooks for 0615
receiver chatbot voice at https://voice.example.dk/hooks for 0615,0751
expect receiver chatbot kind voice
expect receiver chatbot url https://voice.example.dk/hooks
