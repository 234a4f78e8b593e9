story "What we published ourselves is not taken in again"
needs N12
organisation ddh DDH association member in denmark
settings cooperation=ddh
alert x1 from ddh identifier=activation-7.1.1795330245123
expect refused invalid-request at sender
alert x1 from andre@example.dk identifier=activation-7.1.1795330245123
expect alert x1 state suggested
