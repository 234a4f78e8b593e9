/* Fields as data. Records, commands and settings are plain structs whose members stand in .def tables; from one table
 * come the struct, its JSON, its digest, its documentation and the tests that no member was forgotten. */
#ifndef CORE_FIELDS_H
#define CORE_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "base/time.h"
#include "core/words.h"

/* Numbers that stand for a thing with an id. They are the index of its place in the core's tables. */
typedef uint16_t organisation_no;
typedef uint8_t topic_no;
typedef uint16_t offer_no;
typedef uint8_t language_no;
typedef uint32_t agent_no;
typedef uint16_t gateway_no;
typedef uint64_t call_id;       /* shown as "call-1042"; 0 is none */
typedef uint64_t activation_id; /* shown as "activation-7"; 0 is none */
typedef uint64_t ticket_id;     /* shown as "ticket-17"; 0 is none */
#define ORGANISATION_NONE UINT16_MAX
#define TOPIC_NONE UINT8_MAX
#define LANGUAGE_NONE UINT8_MAX
#define AGENT_NONE UINT32_MAX
#define GATEWAY_NONE UINT16_MAX
#define OFFER_NONE UINT16_MAX

typedef uint64_t topic_set;
typedef uint16_t language_set;

struct organisation_set {
    uint64_t words[LIMIT_ORGANISATIONS / 64];
};

/* Lists of ids in commands, resolved by the core. */
struct id_list {
    uint16_t count;
    char ids[LIMIT_COMMAND_IDS][LIMIT_ID];
};

struct skill_list {
    uint8_t count;
    struct {
        char topic[LIMIT_ID];
        uint8_t level;
    } skills[LIMIT_TOPICS];
};

struct language_list {
    uint8_t count;
    char codes[LIMIT_LANGUAGES][8];
};

/* A plan of shifts; `line`: of the file that it came from, 0: it came from none. */
struct shift_list {
    uint16_t count;
    struct {
        time_ms from, until;
        char agent[LIMIT_ID];
        uint32_t line;
    } shifts[LIMIT_COMMAND_SHIFTS];
};

/* Areas that an agreement names. */
struct area_list {
    uint8_t count;
    char ids[LIMIT_AREAS][LIMIT_ID];
};

/* Danish postcodes, four digits: 1 to 9999. */
struct postcode_list {
    uint16_t count;
    uint16_t codes[LIMIT_POSTCODES];
};

/* Postcodes of municipalities, by municipality, then postcode: a postcode may lie in several, and the pair decides. */
struct narrowing {
    uint16_t count;
    struct {
        organisation_no organisation;
        uint16_t postcode;
    } pairs[LIMIT_NARROWED_POSTCODES];
};

/* Zones of municipalities, in the same order. */
struct zone_list {
    uint16_t count;
    struct {
        organisation_no organisation;
        char id[LIMIT_ID];
    } zones[LIMIT_NARROWED_ZONES];
};

/* The parts of municipalities that a command names. */
struct narrowing_list {
    uint16_t count;
    struct {
        char municipality[LIMIT_ID];
        struct postcode_list postcodes;
        struct area_list zones;
    } parts[LIMIT_NARROWED_MUNICIPALITIES];
};

/* SIP addresses, in the order in which they are tried. */
struct address_list {
    uint16_t count;
    char addresses[LIMIT_HOME_ADDRESSES][LIMIT_SIP_ADDRESS];
};

/* Opening hours of a day, in minutes past local midnight; until 0: no such interval. */
struct day_hours {
    struct {
        uint16_t from, until;
    } intervals[LIMIT_DAY_INTERVALS];
};

/* One value for each hour of the local week, Monday from 00 first. */
#define HOURS_OF_WEEK 168

/* What is known of the calls of one topic, minute by minute (demand.c). */
struct topic_demand {
    uint32_t statistic;  /* the evidence for a surge, in millionths of a nat */
    uint32_t rate;       /* calls a minute, in millionths, over the last minutes */
    uint32_t hour_calls; /* arrived in this hour, up to the last step */
};

enum field_type {
    /* both in records and in commands */
    FIELD_COUNT, /* unsigned integer of 1, 2, 4 or 8 bytes; JSON integer between `low` and `high` */
    FIELD_BOOL,  /* uint8_t 0 or 1 */
    FIELD_TIME,  /* time_ms; JSON integer, milliseconds since 1970 UTC; 0 is null */
    FIELD_DURATION,       /* time_ms; JSON integer of milliseconds between `low` and `high` */
    FIELD_DAY,            /* int32_t; JSON "2026-11-22"; INT32_MIN is null */
    FIELD_LINE,           /* char[]; a text of one line; "" is null */
    FIELD_ID,             /* char[LIMIT_ID]; an id people type; "" is null */
    FIELD_WORD,           /* uint8_t of an enumeration */
    FIELD_CALL,           /* call_id; JSON "call-1042"; 0 is null */
    FIELD_ACTIVATION,     /* activation_id; JSON "activation-7"; 0 is null */
    FIELD_TICKET,         /* ticket_id; JSON "ticket-17"; 0 is null */
    FIELD_HASH,           /* uint8_t[SHA256_BYTES]; JSON 64 hex digits; all zero is null */
    FIELD_KEY,            /* uint64_t; JSON 16 hex digits */
    FIELD_POSTCODE,       /* uint16_t; JSON "8660"; 0 is null */
    FIELD_POSTCODES,      /* struct postcode_list; JSON array of "8660" */
    FIELD_LANGUAGE_CODES, /* struct language_list; JSON array of codes */
    FIELD_ADDRESSES,      /* struct address_list; JSON array of SIP addresses */
    FIELD_DAY_HOURS,      /* struct day_hours; JSON array of texts such as "08:00-18:00" */
    FIELD_HOURS, /* unsigned integers of 1 or 4 bytes, HOURS_OF_WEEK; JSON array of integers */
    /* in records: numbers, shown as ids */
    FIELD_ORGANISATION,
    FIELD_TOPIC,
    FIELD_LANGUAGE,
    FIELD_AGENT,
    FIELD_GATEWAY,
    FIELD_OFFER,
    FIELD_TOPICS,        /* topic_set; JSON array of ids in the order of their numbers */
    FIELD_LANGUAGES,     /* language_set; JSON array of codes */
    FIELD_LEVELS,        /* uint8_t[LIMIT_TOPICS], 0 none; JSON object topic -> level */
    FIELD_ORGANISATIONS, /* struct organisation_set; JSON array of ids */
    FIELD_NARROWING,     /* struct narrowing; JSON object organisation -> ["8660", ...] */
    FIELD_ZONES,         /* struct zone_list; JSON object organisation -> ids */
    FIELD_AREAS,         /* struct area_list; JSON array of ids */
    FIELD_RULES, /* uint8_t[LIMIT_SHARING_RULES], 0 none; JSON object sharing_rule -> count */
    FIELD_FACTORS, /* int32_t[INDEX_FACTOR_COUNT], 0: 1 time; JSON object index_factor -> 1/65536 of a doubling */
    FIELD_DEMANDS, /* struct topic_demand[LIMIT_TOPICS]; JSON object topic -> [statistic, rate, calls] */
    FIELD_NUMBER, /* the thing's own place in the tables; JSON integer */
    /* in commands: ids, resolved by the core */
    FIELD_ID_LIST,    /* struct id_list; JSON array of ids */
    FIELD_SKILL_LIST, /* struct skill_list; JSON object topic -> level */
    FIELD_NARROWING_LIST, /* struct narrowing_list; JSON array of {"municipality":id,"postcodes":[...],"zones":[...]} */
    FIELD_SHIFT_LIST, /* struct shift_list; JSON array of {"agent":id,"from":time,"until":time} */
};

struct field {
    const char *name;
    enum field_type type;
    uint16_t offset;
    uint32_t size;
    bool
        required; /* in a command: the JSON must have it. In a record every field is always there */
    int64_t low,
        high; /* both inclusive; for FIELD_COUNT, FIELD_DURATION and the levels of FIELD_SKILL_LIST */
    const struct words *words; /* FIELD_WORD */
};

static inline bool organisation_set_has(const struct organisation_set *set, organisation_no n) {
    return (set->words[n / 64] >> (n % 64)) & 1;
}

static inline void organisation_set_add(struct organisation_set *set, organisation_no n) {
    set->words[n / 64] |= UINT64_C(1) << (n % 64);
}

static inline void organisation_set_drop(struct organisation_set *set, organisation_no n) {
    set->words[n / 64] &= ~(UINT64_C(1) << (n % 64));
}

static inline bool organisation_set_is_empty(const struct organisation_set *set) {
    uint64_t any = 0;
    for (int i = 0; i < LIMIT_ORGANISATIONS / 64; i++)
        any |= set->words[i];
    return any == 0;
}

#endif
