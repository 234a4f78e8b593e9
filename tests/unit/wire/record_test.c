#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "unit/wire/generate.h"
#include "unit/wire/sample_core.h"

#define TEXT_MAX (64 * 1024)
#define RECORD_MAX 4096

static int open_core(void **state) {
    *state = sample_core();
    return 0;
}

static int close_core(void **state) {
    core_destroy(*state);
    return 0;
}

static agent_no agent_of(const struct core *core, const char *id) {
    agent_no number = AGENT_NONE;
    assert_true(core_find_agent(core, id, &number));
    return number;
}

static organisation_no organisation_of(const struct core *core, const char *id) {
    organisation_no number = ORGANISATION_NONE;
    assert_true(core_find_organisation(core, id, &number));
    return number;
}

static topic_no topic_of(const struct core *core, const char *id) {
    topic_no number = TOPIC_NONE;
    assert_true(core_find_topic(core, id, &number));
    return number;
}

static void assert_encodes(const struct core *core, enum record_kind kind, const void *record,
                           const char *json) {
    struct text_buf out;
    text_buf_init(&out, TEXT_MAX);
    wire_encode_record(core, kind, record, &out);
    assert_string_equal(out.data, json);
    text_buf_close(&out);
}

/* The text again gives the same bytes, padding too. */
static void assert_comes_back(const struct core *core, enum record_kind kind, const void *record,
                              const char *json) {
    uint64_t back[RECORD_MAX / sizeof(uint64_t)];
    struct problem problem = {0};
    memset(back, 0xa5, sizeof back);
    enum err err = wire_decode_record(core, kind, slice_of(json), back, &problem);
    if (err != ERR_OK) fail_msg("%s: %s %s", json, problem.field, problem.detail);
    assert_memory_equal(back, record, record_types[kind].size);
}

/* --- each kind as text ------------------------------------------------------------------------ */

static void a_call(void **state) {
    const struct core *core = *state;
    struct call_record call = {
        .id = 17,
        .enqueued_at = SAMPLE_NOW,
        .arrived_at = SAMPLE_NOW + 1,
        .reference = "sip\"1",
        .agent = agent_of(core, "ida"),
        .offers = 3,
        .municipality = organisation_of(core, "0615"),
        .organisation = organisation_of(core, "0751"),
        .refused_by = AGENT_NONE,
        .backup = AGENT_NONE,
        .gateway = GATEWAY_NONE,
        .offer = OFFER_NONE,
        .refused_at = OFFER_NONE,
        .topic = topic_of(core, "vand"),
        .language = 2,
        .priority = 5,
        .level = 4,
        .channel = CHANNEL_CHAT,
        .state = CALL_STATE_RESERVED,
        .reason = ROUTING_REASON_LONGEST_IDLE,
        .index = {[INDEX_FACTOR_OWN] = 131072, [INDEX_FACTOR_SPEED] = -4711},
        .helper_available = 2,
        .helper_present = 7,
        .stopped = {[SHARING_RULE_ONE_WAY] = 2, [SHARING_RULE_RESERVE] = 255},
    };
    const char *json =
        "{\"id\":\"call-17\",\"enqueued_at\":1795330245123,\"arrived_at\":1795330245124,"
        "\"offered_at\":null,\"answered_at\":null,\"ended_at\":null,\"transfer_at\":null,\"handed_back\":[],\"reference\":\"sip\\\"1\","
        "\"agent\":\"ida\",\"refused_by\":null,\"backup\":null,\"offers\":3,"
        "\"decision\":0,\"boot\":0,"
        "\"index\":{\"own\":131072,\"speed\":-4711},\"helper_available\":2,\"helper_present\":7,"
        "\"municipality\":\"0615\","
        "\"organisation\":\"0751\",\"gateway\":null,\"offer\":null,\"refused_at\":null,\"postcode\":null,"
        "\"topic\":\"vand\",\"language\":\"ar\",\"priority\":5,\"level\":4,"
        "\"route\":0,\"leg\":\"none\","
        "\"channel\":\"chat\",\"state\":\"reserved\",\"outcome\":\"none\","
        "\"disposition\":\"none\",\"reason\":\"longest_idle\","
        "\"transfers\":0,\"transfer_topic\":\"pas\",\"transfer_kind\":\"none\","
        "\"transfer_outcome\":\"none\",\"stopped\":{\"one_way\":2,\"reserve\":255}}";
    assert_encodes(core, RECORD_call, &call, json);
    assert_comes_back(core, RECORD_call, &call, json);
}

/* Names of topics and languages stand in the order of their numbers. */
static void an_agent(void **state) {
    const struct core *core = *state;
    const struct agent_record *ida = core_agent(core, agent_of(core, "ida"));
    struct text_buf out;
    text_buf_init(&out, TEXT_MAX);
    wire_encode_record(core, RECORD_agent, ida, &out);
    const char *begins = "{\"registered_at\":null,\"elearning_at\":1700000000000,";
    assert_memory_equal(out.data, begins, strlen(begins));
    assert_non_null(strstr(out.data, "\"id\":\"ida\",\"name\":\"Ida Østergård\","));
    assert_non_null(strstr(out.data, "\"levels\":{\"pas\":1,\"vand\":5},\"number\":0,"
                                     "\"organisation\":\"0615\",\"languages\":[\"da\",\"ar\"],"
                                     "\"line\":2}"));
    assert_comes_back(core, RECORD_agent, ida, out.data);
    text_buf_close(&out);
}

static void an_availability(void **state) {
    const struct core *core = *state;
    struct availability_record availability = {
        .since = SAMPLE_NOW,
        .call = UINT64_MAX,
        .agent = agent_of(core, "bo"),
        .status = AGENT_STATUS_BREAK,
        .state = AGENT_STATE_IN_CALL,
        .missed_offers = 1,
        .crisis_in_row = 2,
    };
    const char *json =
        "{\"since\":1795330245123,\"idle_since\":null,\"wrap_up_until\":null,"
        "\"call\":\"call-18446744073709551615\",\"agent\":\"bo\","
        "\"status\":\"break\",\"state\":\"in_call\",\"missed_offers\":1,\"crisis_in_row\":2}";
    assert_encodes(core, RECORD_availability, &availability, json);
    assert_comes_back(core, RECORD_availability, &availability, json);
}

static void a_kpi(void **state) {
    const struct core *core = *state;
    struct kpi_record kpi = {.wait_sum_ms = 5,
                             .day = 20779,
                             .offered = 7,
                             .organisation = organisation_of(core, "0615")};
    const char *json =
        "{\"wait_sum_ms\":5,\"answered_wait_sum_ms\":0,\"talk_sum_ms\":0,\"day\":\"2026-11-22\","
        "\"offered\":7,\"answered\":0,\"answered_within\":0,\"abandoned\":0,"
        "\"abandoned_within\":0,\"diverted\":0,\"resolved\":0,\"warm_transfers\":0,"
        "\"cold_transfers\":0,\"transfers_not_answered\":0,\"transfers_returned\":0,\"waiting_at_midnight\":0,"
        "\"organisation\":\"0615\"}";
    assert_encodes(core, RECORD_kpi, &kpi, json);
    assert_comes_back(core, RECORD_kpi, &kpi, json);
}

static void an_activation(void **state) {
    const struct core *core = *state;
    struct activation_record activation = {
        .id = 7,
        .topics = UINT64_C(1) << topic_of(core, "vand") | UINT64_C(1) << topic_of(core, "mitid"),
        .started_at = SAMPLE_NOW,
        .expires_at = TIME_NEVER,
        .playbook = "water-contamination",
        .changed_at = SAMPLE_NOW + 1,
        .left_at = SAMPLE_NOW + 1,
        .left_until = SAMPLE_NOW + 2,
        .started_by = "vagtleder",
        .changed_by = "lone",
        .holder = "lone",
        .reason = "E. coli på Østbroen",
        .acknowledged = 3,
        .read_newest = 1,
        .revision = 2,
        .must_read = 2,
        .priority = 5,
        .exercise = 1,
        .shared_topics = UINT64_C(1) << topic_of(core, "vand"),
        .wrap_up_ms = 20000,
        .acknowledge_first = 1,
    };
    memset(activation.version, 0xa5, SHA256_BYTES);
    organisation_set_add(&activation.municipalities[0], organisation_of(core, "0751"));
    organisation_set_add(&activation.left[0], organisation_of(core, "0615"));
    organisation_set_add(&activation.rest_left[0], organisation_of(core, "0751"));
    struct narrowing *codes = &activation.postcodes[0];
    codes->count = 3;
    codes->pairs[0].organisation = codes->pairs[1].organisation = organisation_of(core, "0615");
    codes->pairs[0].postcode = 746;
    codes->pairs[1].postcode = 8700;
    codes->pairs[2].organisation = organisation_of(core, "0751");
    codes->pairs[2].postcode = 8000;
    activation.zones[0].count = 1;
    activation.zones[0].zones[0].organisation = organisation_of(core, "0615");
    memcpy(activation.zones[0].zones[0].id, "nord", 5);
    const char *json =
        "{\"id\":\"activation-7\",\"topics\":[\"vand\",\"mitid\"],"
        "\"shared_topics\":[\"vand\"],\"wrap_up_ms\":20000,\"starts_at\":null,"
        "\"started_at\":1795330245123,\"changed_at\":1795330245124,"
        "\"expires_at\":9223372036854775807,\"warn_at\":null,\"alarm_at\":null,"
        "\"review_by\":null,\"review_alarm_at\":null,\"reviewed_at\":null,\"lifted_at\":null,"
        "\"lifted_until\":null,\"left_at\":1795330245124,\"left_until\":1795330245125,"
        "\"open_until\":null,"
        "\"confirmed_at\":null,\"local_changed_at\":null,\"version\":"
        "\"a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5\","
        "\"parameters\":null,\"municipalities\":[\"0751\"],\"left\":[\"0615\"],"
        "\"rest_left\":[\"0751\"],"
        "\"playbook\":\"water-contamination\",\"started_by\":\"vagtleder\","
        "\"changed_by\":\"lone\",\"reviewed_by\":null,\"lifted_by\":null,\"holder\":\"lone\",\"offered_to\":null,"
        "\"broken_by\":null,\"confirmed_by\":null,\"reason\":\"E. coli på Østbroen\","
        "\"acknowledged\":3,\"read_newest\":1,\"revision\":2,\"must_read\":2,\"alarms\":0,"
        "\"review_alarms\":0,\"local_changes\":0,"
        "\"postcodes\":{\"0615\":[\"0746\",\"8700\"],\"0751\":[\"8000\"]},"
        "\"left_postcodes\":{},\"zones\":{\"0615\":[\"nord\"]},"
        "\"state\":\"active\",\"priority\":5,\"exercise\":true,\"expired\":false,"
        "\"review_overdue\":false,\"keeps_open\":false,\"acknowledge_first\":true}";
    assert_encodes(core, RECORD_activation, &activation, json);
    assert_comes_back(core, RECORD_activation, &activation, json);
}

static void a_replayed_answer(void **state) {
    const struct core *core = *state;
    struct replayed_answer_record answer = {.key = UINT64_C(0x0123456789abcdef),
                                            .fingerprint = UINT64_MAX,
                                            .at = SAMPLE_NOW,
                                            .subject_kind = RECORD_call};
    struct text_buf out;
    text_buf_init(&out, TEXT_MAX);
    wire_encode_record(core, RECORD_replayed_answer, &answer, &out);
    assert_non_null(
        strstr(out.data, "\"key\":\"0123456789abcdef\",\"fingerprint\":\"ffffffffffffffff\""));
    assert_comes_back(core, RECORD_replayed_answer, &answer, out.data);
    text_buf_close(&out);
}

static void an_open_record_takes_more_members(void **state) {
    const struct core *core = *state;
    struct acknowledgement_record acknowledgement = {.activation = 1, .at = 2};
    struct text_buf out;
    text_buf_init(&out, TEXT_MAX);
    wire_encode_record_open(core, RECORD_acknowledgement, &acknowledgement, &out);
    assert_string_equal(out.data, "{\"activation\":\"activation-1\",\"at\":2,\"agent\":\"ida\","
                                  "\"revision\":0");
    text_buf_close(&out);
}

/* --- there and back, whatever the kind -------------------------------------------------------- */

static void draw_record_member(uint64_t *seed, const struct core *core, const struct field *field,
                               void *member) {
    bool none = draw_below(seed, 4) == 0;
    uint64_t agents = 2, topics = 3, languages = 3, organisations = 2;
    assert_int_equal(agent_of(core, "bo"), agents - 1);
    if (field->type == FIELD_ORGANISATION)
        put_number(field, member, none ? ORGANISATION_NONE : draw_below(seed, organisations));
    else if (field->type == FIELD_TOPIC)
        put_number(field, member, none ? TOPIC_NONE : draw_below(seed, topics));
    else if (field->type == FIELD_LANGUAGE)
        put_number(field, member, none ? LANGUAGE_NONE : draw_below(seed, languages));
    else if (field->type == FIELD_AGENT)
        put_number(field, member, none ? AGENT_NONE : draw_below(seed, agents));
    else if (field->type == FIELD_GATEWAY)
        put_number(field, member, GATEWAY_NONE);
    else if (field->type == FIELD_OFFER)
        put_number(field, member, OFFER_NONE);
    else if (field->type == FIELD_TOPICS || field->type == FIELD_LANGUAGES)
        put_number(field, member, draw_below(seed, 8));
    else if (field->type == FIELD_ORGANISATIONS)
        ((struct organisation_set *)member)->words[0] = draw_below(seed, 4);
    else if (field->type == FIELD_NARROWING) {
        struct narrowing *set = member;
        set->count = (uint16_t)draw_below(seed, LIMIT_NARROWED_POSTCODES + 1);
        for (uint16_t i = 0; i < set->count; i++) {
            set->pairs[i].organisation = i >= LIMIT_POSTCODES; /* no more than one list holds */
            set->pairs[i].postcode = (uint16_t)(1 + i * 7);
        }
        if (set->count > 2 * LIMIT_POSTCODES) memset(set, 0, sizeof *set);
    } else if (field->type == FIELD_ZONES) {
        struct zone_list *list = member;
        list->count = (uint16_t)draw_below(seed, LIMIT_NARROWED_ZONES + 1);
        for (uint16_t i = 0; i < list->count; i++) {
            list->zones[i].organisation = i >= 3;
            snprintf(list->zones[i].id, LIMIT_ID, "z%u", i);
        }
    } else if (field->type == FIELD_LEVELS)
        for (size_t i = 0; i < topics; i++)
            ((uint8_t *)member)[i] = (uint8_t)draw_below(seed, LIMIT_LEVEL + 1);
    else if (field->type == FIELD_RULES)
        for (size_t i = 0; i < SHARING_RULE_COUNT; i++)
            ((uint8_t *)member)[i] = (uint8_t)draw_below(seed, 256);
    else if (field->type == FIELD_FACTORS)
        for (size_t i = 0; i < INDEX_FACTOR_COUNT; i++)
            ((int32_t *)member)[i] = none ? 0 : (int32_t)draw_between(seed, INT32_MIN, INT32_MAX);
    else if (field->type == FIELD_DEMANDS)
        for (size_t i = 0; i < topics; i++)
            ((struct topic_demand *)member)[i] =
                (struct topic_demand){(uint32_t)draw_between(seed, 0, UINT32_MAX),
                                      (uint32_t)draw_between(seed, 0, UINT32_MAX),
                                      (uint32_t)draw_between(seed, 0, UINT32_MAX)};
    else if (field->type == FIELD_NUMBER)
        put_number(field, member, draw_below(seed, 200));
    else if (field->type == FIELD_KEY)
        put_number(field, member, draw(seed));
    else if (field->type == FIELD_DAY)
        *(int32_t *)member = none ? INT32_MIN : (int32_t)draw_between(seed, -719528, 2932896);
    else if (field->type == FIELD_COUNT) {
        struct field whole = *field;
        if (field->size < 8) whole.high = (INT64_C(1) << (8 * field->size)) - 1;
        draw_member(seed, &whole, member);
    } else if (field->type == FIELD_DURATION)
        put_number(field, member, (uint64_t)draw_between(seed, 0, INT64_MAX - 1));
    else if (!none || field->type == FIELD_WORD || field->type == FIELD_BOOL)
        draw_member(seed, field, member);
}

static void every_record_goes_there_and_back(void **state) {
    const struct core *core = *state;
    uint64_t seed = 11;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        const struct record_type *type = &record_types[kind];
        assert_true(type->size <= RECORD_MAX);
        for (int round = 0; round < 300; round++) {
            uint64_t record[RECORD_MAX / sizeof(uint64_t)] = {0};
            struct text_buf json;
            for (size_t i = 0; i < type->field_count; i++)
                draw_record_member(&seed, core, &type->fields[i],
                                   (char *)record + type->fields[i].offset);
            text_buf_init(&json, TEXT_MAX);
            wire_encode_record(core, (enum record_kind)kind, record, &json);
            assert_false(json.overflowed);
            assert_comes_back(core, (enum record_kind)kind, record, json.data);
            text_buf_close(&json);
        }
    }
}

/* All that the core holds after real commands, not only what a test thinks of. */
static void what_the_core_holds_comes_back(void **state) {
    const struct core *core = *state;
    size_t seen = 0;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        uint64_t cursor = 0;
        const void *record;
        while ((record = core_next_record(core, (enum record_kind)kind, &cursor)) != NULL) {
            struct text_buf json;
            text_buf_init(&json, TEXT_MAX);
            wire_encode_record(core, (enum record_kind)kind, record, &json);
            assert_comes_back(core, (enum record_kind)kind, record, json.data);
            text_buf_close(&json);
            seen++;
        }
    }
    assert_true(seen >= 9); /* settings, two organisations, three topics, two agents and more */
}

/* Sets are several words of bits: organisations on either side of each word's end. */
static void large_sets(void **state) {
    (void)state;
    struct core *core = sample_core();
    for (int i = 2; i < 200; i++) {
        char body[200];
        snprintf(body, sizeof body,
                 "{\"organisation\":\"o%d\",\"name\":\"O\",\"kind\":\"utility\","
                 "\"standing\":\"partner\",\"area\":\"fyn\"}",
                 i);
        sample_apply(core, COMMAND_organisation_put, body);
    }
    struct token_record token = {.id = "partner", .agent = AGENT_NONE, .role = ROLE_PARTNER};
    static const int members[] = {2, 63, 64, 127, 128, 199};
    struct text_buf json;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        char id[LIMIT_ID];
        snprintf(id, sizeof id, "o%d", members[i]);
        organisation_set_add(&token.organisations[0], organisation_of(core, id));
    }
    text_buf_init(&json, TEXT_MAX);
    wire_encode_record(core, RECORD_token, &token, &json);
    assert_non_null(strstr(
        json.data, "\"organisations\":[\"o2\",\"o63\",\"o64\",\"o127\",\"o128\",\"o199\"],"));
    assert_comes_back(core, RECORD_token, &token, json.data);
    text_buf_clear(&json);
    memset(&token.organisations[0], 0, sizeof token.organisations);
    for (organisation_no n = 0; n < 200; n++)
        organisation_set_add(&token.organisations[0], n); /* longer than the writer's buffer */
    wire_encode_record(core, RECORD_token, &token, &json);
    assert_comes_back(core, RECORD_token, &token, json.data);
    text_buf_close(&json);
    core_destroy(core);
}

/* --- what is refused -------------------------------------------------------------------------- */

#define ACKNOWLEDGEMENT(activation, at, agent) \
    "{\"activation\":" activation ",\"at\":" at ",\"agent\":" agent "}"
#define TOPIC(members) "{\"handle_ms\":0,\"id\":\"x\",\"name\":\"X\"," members "}"

/* What was taken once must come back, whatever commands refuse today. */
static void a_record_is_not_judged_again(void **state) {
    const struct core *core = *state;
    struct call_record call = {.id = 1,
                               .enqueued_at = TIME_NEVER,
                               .reference = "0101901234",
                               .agent = AGENT_NONE,
                               .refused_by = AGENT_NONE,
                               .backup = AGENT_NONE,
                               .gateway = GATEWAY_NONE,
                               .offer = OFFER_NONE,
                               .refused_at = OFFER_NONE};
    struct text_buf json;
    text_buf_init(&json, TEXT_MAX);
    wire_encode_record(core, RECORD_call, &call, &json);
    assert_comes_back(core, RECORD_call, &call, json.data);
    text_buf_close(&json);
}

static void records_that_do_not_fit(void **state) {
    const struct core *core = *state;
    static const struct {
        enum record_kind kind;
        const char *json;
        enum err err;
        const char *field;
    } cases[] = {
        {RECORD_acknowledgement, ACKNOWLEDGEMENT("\"activation-1\"", "5", "\"nobody\""),
         ERR_UNKNOWN_AGENT, "agent"},
        {RECORD_acknowledgement, ACKNOWLEDGEMENT("\"activation-1\"", "-5", "\"ida\""),
         ERR_OUT_OF_RANGE, "at"},
        {RECORD_acknowledgement, ACKNOWLEDGEMENT("\"call-1\"", "5", "\"ida\""), ERR_INVALID,
         "activation"},
        {RECORD_acknowledgement, ACKNOWLEDGEMENT("1", "5", "\"ida\""), ERR_WRONG_TYPE,
         "activation"},
        {RECORD_acknowledgement, ACKNOWLEDGEMENT("\"activation-1\"", "5", "7"), ERR_WRONG_TYPE,
         "agent"},
        {RECORD_acknowledgement, "{\"activation\":\"activation-1\",\"at\":5}", ERR_MISSING_FIELD,
         "agent"},
        {RECORD_acknowledgement,
         "{\"activation\":\"activation-1\",\"at\":5,\"agent\":\"ida\",\"revision\":1,\"more\":1}",
         ERR_UNKNOWN_FIELD, ""},
        {RECORD_acknowledgement, "", ERR_MISSING_FIELD, "activation"},
        {RECORD_acknowledgement, "[]", ERR_WRONG_TYPE, ""},
        {RECORD_acknowledgement, "{", ERR_INVALID, ""},
        {RECORD_topic, TOPIC("\"number\":256,\"handling\":\"bot\""), ERR_OUT_OF_RANGE, "number"},
        {RECORD_topic, TOPIC("\"number\":-1,\"handling\":\"bot\""), ERR_OUT_OF_RANGE, "number"},
        {RECORD_topic, TOPIC("\"number\":1,\"handling\":\"them\""), ERR_UNKNOWN_VALUE, "handling"},
        {RECORD_topic, TOPIC("\"number\":1,\"handling\":null"), ERR_WRONG_TYPE, "handling"},
        {RECORD_topic, TOPIC("\"number\":null,\"handling\":\"bot\""), ERR_WRONG_TYPE, "number"},
        {RECORD_kpi, "{\"wait_sum_ms\":9223372036854775808}", ERR_OUT_OF_RANGE, ""},
        {RECORD_kpi,
         "{\"wait_sum_ms\":0,\"answered_wait_sum_ms\":0,\"talk_sum_ms\":0,"
         "\"day\":\"2026-02-30\"}",
         ERR_INVALID, "day"},
        {RECORD_playbook, "{\"topics\":[\"pas\",\"nothing\"]}", ERR_UNKNOWN_TOPIC, "topics[1]"},
        {RECORD_playbook, "{\"topics\":[\"pas\",\"pas\"]}", ERR_INVALID, "topics[1]"},
        {RECORD_playbook, "{\"topics\":{}}", ERR_WRONG_TYPE, "topics"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t record[RECORD_MAX / sizeof(uint64_t)];
        struct problem problem = {0};
        enum err err =
            wire_decode_record(core, cases[i].kind, slice_of(cases[i].json), record, &problem);
        if (err != cases[i].err || strcmp(problem.field, cases[i].field) != 0)
            fail_msg("%s: %s %s %s", cases[i].json, err_name(err), problem.field, problem.detail);
    }
}

static void levels_are_held_against_topics(void **state) {
    const struct core *core = *state;
    static const struct {
        const char *levels;
        enum err err;
    } cases[] = {
        {"{\"vand\":5}", ERR_OK},
        {"{}", ERR_OK},
        {"{\"vand\":6}", ERR_OUT_OF_RANGE},
        {"{\"vand\":0}", ERR_OUT_OF_RANGE},
        {"{\"vejr\":1}", ERR_UNKNOWN_TOPIC},
        {"{\"Vand\":1}", ERR_UNKNOWN_TOPIC},
        {"[]", ERR_WRONG_TYPE},
        {"{\"vand\":\"5\"}", ERR_WRONG_TYPE},
        {"null", ERR_WRONG_TYPE},
    };
    struct text_buf ida;
    text_buf_init(&ida, TEXT_MAX);
    wire_encode_record(core, RECORD_agent, core_agent(core, agent_of(core, "ida")), &ida);
    const char *levels = strstr(ida.data, "\"levels\":") + strlen("\"levels\":");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct agent_record agent;
        struct problem problem = {0};
        struct text_buf json;
        text_buf_init(&json, TEXT_MAX);
        text_addf(&json, "%.*s%s%s", (int)(levels - ida.data), ida.data, cases[i].levels,
                  strchr(levels, '}') + 1);
        enum err err = wire_decode_record(core, RECORD_agent, text_slice(&json), &agent, &problem);
        text_buf_close(&json);
        assert_int_equal(err, cases[i].err);
        if (err != ERR_OK) assert_string_equal(problem.field, "levels");
    }
    text_buf_close(&ida);
}

static void counts_are_held_against_rules(void **state) {
    const struct core *core = *state;
    static const struct {
        const char *stopped;
        enum err err;
    } cases[] = {
        {"{\"reserve\":255}", ERR_OK},           {"{}", ERR_OK},
        {"{\"reserve\":256}", ERR_OUT_OF_RANGE}, {"{\"reserve\":0}", ERR_OUT_OF_RANGE},
        {"{\"tired\":1}", ERR_UNKNOWN_VALUE},    {"[]", ERR_WRONG_TYPE},
        {"{\"reserve\":\"1\"}", ERR_WRONG_TYPE}, {"null", ERR_WRONG_TYPE},
    };
    const struct call_record call = {.id = 1,
                                     .reference = "a",
                                     .agent = AGENT_NONE,
                                     .refused_by = AGENT_NONE,
                                     .backup = AGENT_NONE,
                                     .gateway = GATEWAY_NONE,
                                     .offer = OFFER_NONE,
                                     .refused_at = OFFER_NONE};
    struct text_buf whole;
    text_buf_init(&whole, TEXT_MAX);
    wire_encode_record(core, RECORD_call, &call, &whole);
    const char *stopped = strstr(whole.data, "\"stopped\":") + strlen("\"stopped\":");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct call_record back;
        struct problem problem = {0};
        struct text_buf json;
        text_buf_init(&json, TEXT_MAX);
        text_addf(&json, "%.*s%s}", (int)(stopped - whole.data), whole.data, cases[i].stopped);
        enum err err = wire_decode_record(core, RECORD_call, text_slice(&json), &back, &problem);
        text_buf_close(&json);
        assert_int_equal(err, cases[i].err);
        if (err != ERR_OK) assert_string_equal(problem.field, "stopped");
    }
    text_buf_close(&whole);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_held_against_rules),
        cmocka_unit_test(a_call),
        cmocka_unit_test(an_agent),
        cmocka_unit_test(an_availability),
        cmocka_unit_test(a_kpi),
        cmocka_unit_test(an_activation),
        cmocka_unit_test(a_replayed_answer),
        cmocka_unit_test(an_open_record_takes_more_members),
        cmocka_unit_test(every_record_goes_there_and_back),
        cmocka_unit_test(what_the_core_holds_comes_back),
        cmocka_unit_test(large_sets),
        cmocka_unit_test(a_record_is_not_judged_again),
        cmocka_unit_test(records_that_do_not_fit),
        cmocka_unit_test(levels_are_held_against_topics),
    };
    return cmocka_run_group_tests(tests, open_core, close_core);
}
