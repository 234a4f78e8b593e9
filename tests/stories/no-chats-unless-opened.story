story "Who was given no capacity takes no chat, and opens it themselves"
needs N77
organisation 0615 Horsens municipality member in oestjylland
topic vand handled by municipality
agent ida of 0615 knows vand speaks da
ida is available
call c1 from 0615 about vand in da channel=chat
expect c1 waiting
expect agent ida chat_capacity 0
ida takes 1 chats
expect c1 offered to ida
ida takes 9 chats
expect refused out-of-range at chat
agent bo of 0615 knows vand speaks da
as agent bo: ida takes 1 chats
expect refused not-authorised
as admin: nobody takes 1 chats
expect refused unknown-agent
