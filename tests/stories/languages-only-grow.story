story "The list of languages may only grow"
settings languages=da,en,de
settings languages=da,de
expect refused in-use at languages
settings languages=da,en,de,ar
