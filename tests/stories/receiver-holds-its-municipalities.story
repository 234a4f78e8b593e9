story "An organisation that a receiver serves is not removed"
needs N99
organisation 0615 Horsens municipality member in oestjylland
organisation 0630 Vejle municipality member in sydjylland
receiver chatbot chatbot at https://bot.example.dk/hooks for 0615,0630
organisation 0630 is removed
expect refused in-use at organisation
receiver chatbot chatbot at https://bot.example.dk/hooks for 0615
organisation 0630 is removed
expect no organisation 0630
receiver chatbot is removed
expect no receiver chatbot
organisation 0615 is removed
expect no organisation 0615
