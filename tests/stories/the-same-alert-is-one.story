story "The same alert twice is one; another text under its name is none"
needs N12
alert x1 from beredskab@example.dk
alert x1 from beredskab@example.dk
expect alert x1 state suggested
alert x1 from beredskab@example.dk event=Andet
expect refused in-use at identifier
