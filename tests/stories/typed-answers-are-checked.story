story "What a duty leader types is checked like a playbook"
needs N6 N67 N109
organisation 0615 Horsens municipality member in oestjylland
topic krise handled by municipality
topic pas handled by municipality
settings lease_ms=1d
agent ida of 0615 knows pas speaks da
ida is available
playbook general is published and approved
leader activates general in 0615 for 12h as a1 "headline=Broen over fjorden er lukket" "affected_area=Hadsund og omegn" "what_to_do=Myndighederne opfordrer trafikanter til foreløbig udelukkende at benytte omfartsvejen." "authority_name=Horsens Kommune" authority_phone=76292929 information_url=https://horsens.dk/bro announced_at=2026-11-22T06:30:00+01:00
expect refused parameters-refused at what_to_do
leader activates general in 0615 for 12h as a1 "headline=Broen over fjorden er lukket" "affected_area=Hadsund og omegn" "what_to_do=Kør en anden vej" "authority_name=Horsens Kommune" authority_phone=76292929 information_url=https://horsens.dk/bro announced_at=2026-11-22T06:30:00+01:00
expect refused parameters-refused at what_to_do
leader activates general in 0615 for 12h as a1 "headline=Broen over fjorden er lukket" "affected_area=Hadsund og omegn" "what_to_do=Ring ikke til os. Kør en anden vej." "authority_name=Horsens Kommune" authority_phone=76292929 information_url=https://horsens.dk/bro announced_at=2026-11-22T06:30:00+01:00
expect refused parameters-refused at what_to_do
leader activates general in 0615 for 12h as a1 "headline=Broen over fjorden er lukket" "affected_area=Hadsund og omegn" "what_to_do=Spørg Den Digitale Hotline. Kør en anden vej." "authority_name=Horsens Kommune" authority_phone=76292929 information_url=https://horsens.dk/bro announced_at=2026-11-22T06:30:00+01:00
expect refused parameters-refused at what_to_do
leader activates general in 0615 for 12h as a1 "headline=Broen over fjorden er lukket" "affected_area=Hadsund og omegn" "what_to_do=Kør en anden vej. Følg skiltene." "authority_name=Horsens Kommune" authority_phone=76292929 information_url=https://horsens.dk/bro announced_at=2026-11-22T06:30:00+01:00 "question_1=Kører bussen?"
expect refused parameters-refused at answer_1
leader activates general in 0615 for 12h as a1 "headline=Broen over fjorden er lukket" "affected_area=Hadsund og omegn" "what_to_do=Kør en anden vej. Følg skiltene." "authority_name=Horsens Kommune" authority_phone=76292929 information_url=https://horsens.dk/bro announced_at=2026-11-22T06:30:00+01:00 "answer_2=Bussen kører en anden vej."
expect refused parameters-refused at question_2
leader activates general in 0615 for 12h as a1 "headline=Broen over fjorden er lukket" "affected_area=Hadsund og omegn" "what_to_do=Kør en anden vej. Følg skiltene." "authority_name=Horsens Kommune" authority_phone=76292929 information_url=https://horsens.dk/bro announced_at=2026-11-22T06:30:00+01:00 "question_1=Kører bussen?" "answer_1=Bussen kører en anden vej."
expect activation a1 state active
call c1 from 0615 about krise in da
expect c1 waiting
ida reads a1
expect c1 offered to ida
