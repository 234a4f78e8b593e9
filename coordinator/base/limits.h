/* Every cap in one place, each with its reason. Reaching one is an expected error, never undefined behaviour. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* --- the domain ------------------------------------------------------------------------------------------- */
#define LIMIT_ORGANISATIONS \
    512                 /* 98 municipalities, 5 regions, utilities, associations: four times over */
#define LIMIT_TOPICS 64 /* a set of topics is one 64-bit word; DDH works with about 20 */
#define LIMIT_LANGUAGES 16 /* a set of languages is one 16-bit word */
#define LIMIT_AGENTS 65536 /* national scale is 5,000; the budget is tested at 50,000 */
#define LIMIT_CALLS \
    131072 /* live calls and ended ones still kept: 100,000 at once is no Danish day */
#define LIMIT_AGREEMENTS \
    256 /* between organisations, areas or all; one for each municipality and more */
#define LIMIT_SHARING_RULES 19 /* eighteen, and room in the record of a call for one more */
#define LIMIT_OFFERS \
    256 /* open at once, and closed in the last hour: 98 neighbours with two each */
#define LIMIT_SEATS 1000 /* of one offer: the largest Danish call centre has fewer */
#define LIMIT_CREDITS \
    16384 /* organisation, crisis and day: half a year of 100 with one crisis each day; the oldest go */
#define LIMIT_DRY_RUN_CALLS \
    500 /* waiting calls that a dry run tries: some 40 ms of the loop with 5,000 agents free */
#define LIMIT_AREAS 16 /* named by one agreement; Denmark has eleven landsdele */
#define LIMIT_OVERFLOWS \
    2048 /* queues watched by agreements above a wait: 98 each by twenty, or 512 by four */
#define LIMIT_CALENDAR_DAYS 64 /* days set by hand: four a year, sixteen years kept */
#define LIMIT_DAY_INTERVALS 2  /* opening hours of one day: before and after a noon break */
#define LIMIT_OPEN_UNTIL_MS \
    INT64_C(                \
        604800000) /* an activation keeps phones open for a week at most; then somebody decides anew */
#define LIMIT_PLAYBOOKS 256  /* nine are shipped */
#define LIMIT_ACTIVATIONS 64 /* simultaneous crises and those lifted in the last days */
#define LIMIT_REVISIONS 32   /* of one activation, one fewer is kept: a change an hour for a day */
#define LIMIT_CAP_REFERENCES 64         /* earlier messages an alert names: the newest, the first */
#define LIMIT_FLAGS 8192                /* what agents find in answers, all activations together */
#define LIMIT_FLAGS_PER_ACTIVATION 1024 /* by then the leader knows */
#define LIMIT_STEPS \
    48 /* of one activation's checklist, ticked off: two whole lists, as a version may bring other steps */
#define LIMIT_FLAG_REPLIES 1024 /* a word to each question of 24 playbooks */
#define LIMIT_ACKNOWLEDGEMENTS \
    262144 /* agents times simultaneous activations, well above one crisis each */
#define LIMIT_DIRECTORY \
    4096 /* organisation and topic: 98 municipalities with 20 topics are 1,960; twice over */
#define LIMIT_TICKETS \
    8192 /* not erased yet: 40 a day of each of 98 municipalities, two days, in a crisis */
#define LIMIT_PERIODS 16 /* windows of measurement; a trial has two or three */
#define LIMIT_MEASURES \
    (LIMIT_PERIODS * LIMIT_ORGANISATIONS) /* each period, each municipality whose citizens called */
#define LIMIT_TOKENS 66560                /* one per agent, and 1,024 for systems and leaders */
#define LIMIT_GATEWAYS 64         /* switches that ask: one a municipality that has its own */
#define LIMIT_CALLED_NUMBERS 4096 /* of 98 municipalities some ten each; four times over */
#define LIMIT_HOME_ADDRESSES 4    /* own agents, their backup, the region's, one more */
#define LIMIT_ROUTES 4            /* of one decision: a switch tries them one after another */
#define LIMIT_ROUTES_HOME 2       /* of those home at least, where the home set has as many */
#define LIMIT_TOMBSTONES 16384    /* calls known by their end only: 120 s of them at 130 a second */
#define LIMIT_ALERTS 64 /* of authorities: two a day for a month, or an hour of a busy feed */
#define LIMIT_LOCAL_VALUES 1024 /* what municipalities say otherwise: ten values in all 98 */
#define LIMIT_MENU_ROUTES \
    1024                 /* a municipality and an activation each: ten activations in all 98 */
#define LIMIT_ZONES 1024 /* named parts of municipalities: ten of each of the 98 */
#define LIMIT_POSTCODES \
    64 /* in one list; but for the streets of central Copenhagen no municipality has so many */
#define LIMIT_NARROWED_MUNICIPALITIES \
    24                               /* of one activation; who narrows more knows too little yet */
#define LIMIT_NARROWED_POSTCODES 256 /* of one activation: ten in each of those */
#define LIMIT_NARROWED_ZONES 32      /* of one activation; their names are said aloud */
#define LIMIT_LINKS 2048             /* confirmed: twenty of each of the 98 */
#define LIMIT_PEERS 16               /* other coordinators */
#define LIMIT_PEER_CALLS \
    150 /* of one at our agents, or of ours at its: a view of them fits a request */
#define LIMIT_PEER_SIGN_MS 5000  /* a peer hears from us so often, also when nothing is new */
#define LIMIT_PEER_AGAIN_MS 1000 /* one that did not hear us is told again */
#define LIMIT_PEER_SILENT_MS \
    30000 /* six signs of life missed: its calls that wait here are given back */
#define LIMIT_PEER_REPORT_MS \
    20000 /* how many of its agents are free is noted anew, also when it is the same */
#define LIMIT_PEER_CONNECT_MS 1000
#define LIMIT_PEER_MS 3000  /* for one request */
#define LIMIT_RECEIVERS 128 /* a ticket system for each municipality, and those for all of them */
#define LIMIT_DELIVERIES \
    16384 /* a receiver and an activation each, twice over: some withdrawn, not yet taken */
#define LIMIT_REPLAYED_ANSWERS 262144 /* idempotency keys kept; 24 h at three requests a second */
#define LIMIT_BASELINES \
    8192 /* organisation and topic: 98 municipalities with 20 topics are 1,960; four times over */
#define LIMIT_BASELINE_CALLS \
    100000 /* expected in one hour of one municipality: more than a national day has in an hour */
#define LIMIT_POOL 1024 /* members of one reserve pool: four times the cooperation's staff */
#define LIMIT_POOL_MEMBERS 8192 /* of all pools */
#define LIMIT_CALLUPS 128       /* kept: some twenty a day at the worst, for a week */
#define LIMIT_CALLUP_ASKS 16384 /* people asked or not, of all call-ups */
#define LIMIT_CALLUP_KEPT_MS \
    INT64_C(604800000) /* a call-up is kept for a week after its end: limits reach back so far */
#define LIMIT_CALLUP_MS INT64_C(86400000) /* nobody is called up for more than a day at once */
#define LIMIT_CALLUP_AHEAD_MS INT64_C(2592000000)    /* nor for later than in a month */
#define LIMIT_CAPACITIES 4096                        /* reports of what can be delivered, of all */
#define LIMIT_CAPACITIES_PER_ORGANISATION 62         /* two a day for a month */
#define LIMIT_CAPACITY_AHEAD_MS INT64_C(34560000000) /* 400 days: the year's plan */
#define LIMIT_SHIFTS 16384                           /* four weeks of five shifts for 800 agents */
#define LIMIT_CHATS 8 /* of one agent at once: chat centres reckon with two to four */
#define LIMIT_LEVEL 5 /* skill levels 1-5, 5 the specialist */
#define LIMIT_LINES 2 /* first and second line support (N106) */

#define LIMIT_QUEUE_ADAPTERS 32 /* kinds of foreign switchboards */
#define LIMIT_QUEUE_SOURCES 256 /* switchboards asked: two of each municipality, and the regions' */
#define LIMIT_FOREIGN_QUEUES 2048 /* 98 municipalities with 20 topics */
#define LIMIT_QUEUE_SILENT_MS \
    900000 /* a queue that is unknown stops help so long: three tries of a source that fails */
#define LIMIT_QUEUE_NAMES 128 /* queues of one source that are about a topic */
#define LIMIT_ADVICE_SHARES 8 /* targets of one advice: a switch's list of percentages is short */

/* --- texts, in bytes with the final NUL --------------------------------------------------------------------- */
#define LIMIT_ID 32              /* ids people type: "0615", "vand", "ida.horsens" */
#define LIMIT_NAME 64            /* display names */
#define LIMIT_REFERENCE 68       /* a switch's own call id; a SHA-256 in hex is 64 */
#define LIMIT_REASON 160         /* a reason given by a person, one line */
#define LIMIT_IDEMPOTENCY_KEY 68 /* a UUID is 36, a SHA-256 in hex 64 */
#define LIMIT_PHONE 24           /* E.164 has 15 digits and a plus */
#define LIMIT_CASE 40            /* an authority's own number of a case */
#define LIMIT_PLACE 80           /* road and number, or a named place */
#define LIMIT_SIP_ADDRESS 128    /* "sip:ida@10.1.2.3:5060" and room for parameters */
#define LIMIT_CALLED_NUMBER 24   /* E.164 has 15 digits */
#define LIMIT_TRANSCRIPT 256     /* where a chat's transcript is: an address, or an id */
#define LIMIT_BOOT 44            /* what a switch calls its own start: a UUID is 36 */
#define LIMIT_URL 256            /* of a receiver */
#define LIMIT_ALERT_NAME 128     /* CAP: sender, identifier, event; an OID with its path is 60 */
#define LIMIT_ADDRESS 128        /* where a partner's seats are reached: a SIP address or a URL */
#define LIMIT_DELIVERY_ERROR 64  /* why a delivery failed */
#define LIMIT_TOKEN_ORGANISATIONS 16 /* organisations one token may be limited to */

/* --- one command ------------------------------------------------------------------------------------------ */
#define LIMIT_COMMAND_IDS 128 /* ids in one list: the 98 municipalities, or all topics */
#define LIMIT_COMMAND_SHIFTS \
    512 /* of one plan: 25 agents for a month, and about what 64 KiB hold */
#define LIMIT_EVENTS_PER_COMMAND \
    4096 /* a tick that ends every lease at once is cut into several ticks here */
#define LIMIT_RECORDS_PER_EVENT 6
#define LIMIT_DOCUMENTS \
    8192 /* held in memory: texts of playbooks and alerts, values of revisions and municipalities, secrets */
#define LIMIT_RENDERED_ANSWERS 1024 /* kept rendered: some 20 answers of each of 50 activations */
#define LIMIT_DOCUMENT_BYTES (256 * 1024) /* a playbook's text; the shipped ones are under 64 KiB */

/* --- playbooks -------------------------------------------------------------------------------------------- */
#define LIMIT_PLAYBOOK_LANGUAGES 8   /* Danish, English and the six that N64 could bring */
#define LIMIT_PLAYBOOK_TOPICS 8      /* one crisis is about one to three */
#define LIMIT_PLAYBOOK_PARAMETERS 24 /* a duty leader has one hand free; ten is many */
#define LIMIT_PLAYBOOK_OPTIONS 8     /* of a choice */
#define LIMIT_PLAYBOOK_QUESTIONS 40  /* ten are asked for */
#define LIMIT_PLAYBOOK_WRAP_UP_MS \
    (10 * 60 * 1000) /* a longer one would empty the queue of agents */
#define LIMIT_PLAYBOOK_HOURS \
    720 /* an answer lasts a month at most, then somebody decides anew; a lifted one as well */
#define LIMIT_PLAYBOOK_WARN_MINUTES 1440 /* a warning a day ahead is in time for any shift */
#define LIMIT_PLAYBOOK_REVIEW_HOURS 168  /* looked at once a week at least */
#define LIMIT_PLAYBOOK_ROLES 6           /* roles consulted, roles informed: each of the six once */
#define LIMIT_PLAYBOOK_LIST 24           /* do_not_say, escalate, checklist, sources ... */
#define LIMIT_PLAYBOOK_ARENA_BYTES \
    (2 * 1024 * 1024)                      /* a read document: its texts once, and tables */
#define LIMIT_PARAMETERS_BYTES (16 * 1024) /* 24 texts of 160 characters, twice over */
#define LIMIT_SPEECH_WORDS 50              /* 20 s at 150 words a minute */
#define LIMIT_LIX 35 /* "let" to "middel"; what most citizens read without effort */

/* --- the engine ------------------------------------------------------------------------------------------- */
#define LIMIT_INBOX 16384 /* commands and reads waiting for one loop turn; above it 503 */
#define LIMIT_COMMITS_IN_FLIGHT \
    32 /* 16 in flight reach the store's full rate (measured); twice that */
#define LIMIT_COMMANDS_PER_COMMIT 512 /* keeps one commit under some 5 ms in Redis */
#define LIMIT_UNSTORED_EVENTS \
    100000 /* the tail kept while the store is away; beyond it records and one gap */
#define LIMIT_COMMIT_MS 200 /* a commit unacknowledged for this long starts unstored mode */
#define LIMIT_COMMIT_TELEPHONY_MS 500 /* what a telephony request waits at most */
#define LIMIT_DECISIONS_WAITING \
    2048 /* requests waiting for a turn above which a new call gets 429: some 40 ms of work */
#define LIMIT_DECISION_MARGIN_MS \
    25 /* a decision leaves so long before its deadline, or not at all: it has a way to go */
#define LIMIT_COMMIT_PROMPT_MS \
    50 /* stored mode returns when no commit is older than this: well under LIMIT_COMMIT_MS */
#define LIMIT_COMMIT_BYTES \
    (400u * 1024 * 1024) /* a snapshot of full tables is about 210 MB; Redis takes 512 MB */
#define LIMIT_RECORD_BYTES \
    (64 * 1024) /* one record as JSON; the largest names all 512 organisations: 17 KiB */
#define LIMIT_UNSTORED_ACCESSES \
    10000 /* access-log lines kept while the store is away; beyond it personal reads wait for it */

/* --- HTTP --------------------------------------------------------------------------------------------------- */
#define LIMIT_BODY_BYTES (64 * 1024)
#define LIMIT_HEADER_BYTES (16 * 1024)
#define LIMIT_REQUEST_MS 10000  /* a request must have arrived whole within this */
#define LIMIT_CONNECTIONS 12000 /* 10,000 streams and the requests beside them */
#define LIMIT_CONNECTIONS_PER_ADDRESS \
    64 /* before authentication; configured networks are exempt (NAT, switches) */
#define LIMIT_STREAMS_PER_TOKEN 8 /* an agent with two screens that reconnect */
#define LIMIT_STREAM_FAN_OUT \
    250 /* streams written per loop turn, so that decisions are never held up */
#define LIMIT_STREAM_PING_MS 15000
#define LIMIT_STREAM_HISTORY 65536 /* events kept in memory for resuming; older ones are 410 */
#define LIMIT_STREAM_HISTORY_BYTES (96 << 20) /* of their frames; the oldest go first */
#define LIMIT_STREAM_STALL_MS 60000           /* a stream that takes nothing for so long is ended */
#define LIMIT_STREAM_WAIT_MS 2000             /* a resume waits so long for an id not reached yet */
#define LIMIT_LIST_ROWS 10000                 /* rows of a list answer */
#define LIMIT_KEEP_ALIVE_MS \
    75000 /* a proxy in front keeps its connections for 60 s: ours must outlast them */
#define LIMIT_LINGER_MS 2000 /* for the last bytes of a connection that we end */
#define LIMIT_LINGER_BYTES \
    (1024 * 1024)           /* thrown away after a refusal, so that the client can read it */
#define LIMIT_GRACE_MS 5000 /* what a stop waits for requests in hand */
#define LIMIT_UNACKNOWLEDGED_MS 30000 /* a peer that acknowledges nothing for this long is gone */
#define LIMIT_STREAM_SEND_BYTES \
    (64 *                       \
     1024) /* kernel buffer of a stream: a slow reader shows in its ring, not in 4 MiB of kernel memory */
#define LIMIT_DOOR_CONNECTIONS 64 /* above the cap, kept just long enough to be told so */

/* --- outgoing requests --------------------------------------------------------------------------------------- */
#define LIMIT_FETCH_CONCURRENT 4096 /* connections of our own; a drill holds one stream an agent */
#define LIMIT_FETCH_WAITING \
    16384 /* deliveries to slow receivers pile up here before they are refused */

/* --- publishing ------------------------------------------------------------------------------------------------ */
#define LIMIT_DELIVERY_BYTES \
    (8                       \
     << 20) /* one message: 98 municipalities, three places, two languages of 8 KiB each are 5 MB */
#define LIMIT_DELIVERIES_IN_HAND 64    /* messages held and receivers called at once */
#define LIMIT_DELIVERY_CONNECT_MS 3000 /* a receiver further away than that is down */
#define LIMIT_DELIVERY_MS 5000         /* until its whole answer; it need only say that it has it */
#define LIMIT_DELIVERY_ANSWER_BYTES 4096 /* of a receiver's answer, which nobody reads */
#define LIMIT_PUBLIC_RENDERED 256 /* public documents kept: 98 menus, 64 alerts, lists, languages */

/* --- telephony ------------------------------------------------------------------------------------------------- */
#define LIMIT_RESUMES_IN_HAND \
    256 /* callers being fetched out of their wait at once, all switches together */
#define LIMIT_RESUME_CONNECT_MS 1000
#define LIMIT_RESUME_MS 3000      /* until the switch's whole answer: it is nearby, or down */
#define LIMIT_RESUME_RETRY_MS 250 /* then again, doubled up to the next */
#define LIMIT_RESUME_RETRY_MAX_MS 2000
#define LIMIT_RESUME_BYTES 4096     /* of the message; and of an answer that nobody reads */
#define LIMIT_REJECT_RETRY_MS 30000 /* what a caller without any home is asked to wait */
#define LIMIT_TOMBSTONE_MS 120000   /* an event is at most a retry or two ahead of its decision */
#define LIMIT_RECEIVED_MS 60000     /* how far back the switch may say that a call came in */

/* --- asking foreign switchboards ------------------------------------------------------------------------------------ */
#define LIMIT_QUEUE_CONNECT_MS 3000
#define LIMIT_QUEUE_MS 5000 /* until the whole answer: what comes later says nothing of now */
#define LIMIT_QUEUE_BYTES \
    (256 *                \
     1024) /* of an answer: 300 queues of 800 bytes; Puzzel's of one customer are some 20 KiB */
#define LIMIT_QUEUE_RETRY_MAX_MS 300000 /* the interval, doubled with each failure up to this */
#define LIMIT_QUEUE_AUTHORIZATION \
    2048                      /* bytes of the header's value: a signed token is about 1 KiB */
#define LIMIT_QUEUE_TAG 128   /* an ETag that is sent back; a longer one is not */
#define LIMIT_ADVICE_MS 60000 /* an advice holds so long at the most */

/* --- the store ---------------------------------------------------------------------------------------------- */
#define LIMIT_STORE_COMMAND_MS 2000 /* hiredis 0.14 has no timeouts of its own */
#define LIMIT_STORE_BACKOFF_MS 5000 /* reconnecting: 50 ms, doubled up to this */
#define LIMIT_STORE_STREAM_EVENTS \
    1000000 /* about; the stream keeps at least 15 minutes (DESIGN.md) */
#define LIMIT_STORE_RECENT_BYTES \
    (16 << 20) /* of the newest events, read at start so that streams resume: some 10,000 */
#define LIMIT_STORE_RECENT_MS 250  /* and what reading them may take of the second a start has */
#define LIMIT_LEADER_LEASE_MS 1500 /* takeover within 2 s */
#define LIMIT_STORE_STREAM_MS \
    900000 /* the stream keeps what is younger than 15 minutes, however much it is (DESIGN.md) */
#define LIMIT_STORE_ACCESS_MS \
    INT64_C(7776000000) /* the access log keeps 90 days: who read what personal data (N103) */

#endif
