#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "unit/wire/generate.h"
#include "wire/wire.h"

#define TEXT_MAX (256 * 1024)

static enum err decode(enum command_type type, const char *body, struct command *command,
                       struct problem *problem) {
    memset(problem, 0, sizeof *problem);
    return wire_decode_command(type, slice_of(body), NULL, 0, command, problem);
}

static void assert_refused(enum command_type type, const char *body, enum err expected,
                           const char *field, const char *detail) {
    static struct command command;
    struct problem problem;
    enum err err = decode(type, body, &command, &problem);
    if (err != expected || problem.err != expected)
        fail_msg("%s %s: %s (%s), not %s", command_types[type].name, body, err_name(err),
                 problem.detail, err_name(expected));
    assert_string_equal(problem.field, field);
    assert_string_equal(problem.detail, detail);
}

/* --- what is taken ---------------------------------------------------------------------------- */

static void a_call_arrives(void **state) {
    (void)state;
    struct command command;
    struct problem problem;
    const char *body = "{\"reference\":\"sip-1@kam\",\"municipality\":\"0615\",\"topic\":\"vand\","
                       "\"language\":\"da\",\"channel\":\"chat\",\"priority\":9,"
                       "\"phone_leg\":true,\"number\":\"+4512345678\",\"gateway\":\"kam\","
                       "\"boot\":\"b1\",\"transcript\":\"t-1\",\"postcode\":\"0746\","
                       "\"enqueued_at\":1795330245123}";
    assert_int_equal(decode(COMMAND_call_arrive, body, &command, &problem), ERR_OK);
    assert_int_equal(command.type, COMMAND_call_arrive);
    assert_string_equal(command.as.call_arrive.reference, "sip-1@kam");
    assert_string_equal(command.as.call_arrive.municipality, "0615");
    assert_string_equal(command.as.call_arrive.topic, "vand");
    assert_string_equal(command.as.call_arrive.language, "da");
    assert_int_equal(command.as.call_arrive.channel, CHANNEL_CHAT);
    assert_int_equal(command.as.call_arrive.priority, 9);
    assert_int_equal(command.as.call_arrive.postcode, 746);
    assert_int_equal(command.as.call_arrive.enqueued_at, INT64_C(1795330245123));
    for (int member = 0; member < call_arrive_MEMBERS; member++)
        assert_true((command.given >> member) & 1);
}

static void what_is_not_given_is_zero_and_clear(void **state) {
    (void)state;
    struct command command;
    struct problem problem;
    memset(&command, 0xff, sizeof command); /* what was there before must not show */
    assert_int_equal(decode(COMMAND_settings_put, "{\"exercise\":true}", &command, &problem),
                     ERR_OK);
    assert_int_equal(command.given, UINT64_C(1) << settings_put_HAS_exercise);
    assert_int_equal(command.as.settings_put.exercise, 1);
    command.as.settings_put.exercise = 0;
    struct settings_put_command nothing;
    memset(&nothing, 0, sizeof nothing);
    assert_memory_equal(&command.as.settings_put, &nothing, sizeof nothing);
}

static void actor_and_idempotency_are_the_callers(void **state) {
    (void)state;
    struct command command = {.idempotency_key = 7, .fingerprint = 8};
    struct problem problem;
    command.actor.role = ROLE_AGENT;
    assert_int_equal(decode(COMMAND_tick, "{}", &command, &problem), ERR_OK);
    assert_int_equal(command.actor.role, ROLE_AGENT);
    assert_int_equal(command.idempotency_key, 7);
    assert_int_equal(command.fingerprint, 8);
}

static void an_empty_body_is_an_empty_object(void **state) {
    (void)state;
    struct command command;
    struct problem problem;
    assert_int_equal(decode(COMMAND_settings_put, "", &command, &problem), ERR_OK);
    assert_int_equal(command.given, 0);
    assert_int_equal(decode(COMMAND_settings_put, " {\n} \r\n", &command, &problem), ERR_OK);
    assert_int_equal(decode(COMMAND_settings_put, NULL, &command, &problem), ERR_OK);
}

static void times_are_milliseconds_or_rfc_3339(void **state) {
    (void)state;
    static const struct {
        const char *json;
        time_ms at;
    } cases[] = {
        {"0", 0},
        {"1795330245123", INT64_C(1795330245123)},
        {"\"2026-11-22T06:50:45.123Z\"", INT64_C(1795330245123)},
        {"\"2026-11-22T07:50:45.123+01:00\"", INT64_C(1795330245123)},
        {"253402300799999", INT64_C(253402300799999)},
        {"\"9999-12-31T23:59:59.999Z\"", INT64_C(253402300799999)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct command command;
        struct problem problem;
        char body[200];
        snprintf(body, sizeof body, "{\"agent\":\"ida\",\"until\":%s,\"reason\":\"storm\"}",
                 cases[i].json);
        assert_int_equal(decode(COMMAND_agent_override, body, &command, &problem), ERR_OK);
        assert_int_equal(command.as.agent_override.until, cases[i].at);
    }
}

static void null_takes_back(void **state) {
    (void)state;
    struct command command;
    struct problem problem;
    struct text_buf out;
    text_buf_init(&out, TEXT_MAX);
    const char *body = "{\"cooperation\":null}";
    assert_int_equal(decode(COMMAND_settings_put, body, &command, &problem), ERR_OK);
    assert_int_equal(command.given, UINT64_C(1) << settings_put_HAS_cooperation);
    assert_string_equal(command.as.settings_put.cooperation, "");
    wire_encode_command(&command, &out);
    assert_string_equal(out.data, body);
    text_buf_close(&out);
    assert_refused(COMMAND_settings_put, "{\"offer_ms\":null}", ERR_WRONG_TYPE, "offer_ms",
                   "it must be a whole number; leave it out when there is nothing to say");
}

/* What a required member of zeros is must not become null on its way. */
static void zeros_stay(void **state) {
    (void)state;
    struct command command;
    struct problem problem;
    struct text_buf out;
    text_buf_init(&out, TEXT_MAX);
    const char *until = "{\"agent\":\"ida\",\"until\":0,\"reason\":\"storm\"}";
    assert_int_equal(decode(COMMAND_agent_override, until, &command, &problem), ERR_OK);
    wire_encode_command(&command, &out);
    assert_string_equal(out.data, until);
    const char *version = "{\"playbook\":\"vand\",\"version\":\"00000000000000000000000000000000"
                          "00000000000000000000000000000000\"}";
    text_buf_clear(&out);
    assert_int_equal(decode(COMMAND_playbook_approve, version, &command, &problem), ERR_OK);
    wire_encode_command(&command, &out);
    assert_string_equal(out.data, version);
    text_buf_close(&out);
}

static void the_longest_fits_and_one_more_does_not(void **state) {
    (void)state;
    struct command command;
    struct problem problem;
    char text[LIMIT_REASON + 1], body[400];
    memset(text, 'x', sizeof text);
    text[LIMIT_REASON - 1] = '\0';
    snprintf(body, sizeof body, "{\"activation\":\"activation-7\",\"reason\":\"%s\"}", text);
    assert_int_equal(decode(COMMAND_activation_lift, body, &command, &problem), ERR_OK);
    assert_string_equal(command.as.activation_lift.reason, text);
    text[LIMIT_REASON - 1] = 'x';
    text[LIMIT_REASON] = '\0';
    snprintf(body, sizeof body, "{\"activation\":\"activation-7\",\"reason\":\"%s\"}", text);
    assert_refused(COMMAND_activation_lift, body, ERR_TOO_LONG, "reason",
                   "it may have at most 159 bytes, and has 160");
}

static void lists_have_a_cap(void **state) {
    (void)state;
    for (int count = LIMIT_COMMAND_IDS - 1; count <= LIMIT_COMMAND_IDS + 1; count++) {
        static struct command command;
        struct problem problem;
        struct text_buf body;
        text_buf_init(&body, TEXT_MAX);
        text_add(&body, "{\"playbook\":\"vand\",\"version\":\"");
        for (int i = 0; i < 32; i++)
            text_add(&body, "a5");
        text_add(&body, "\",\"topics\":[");
        for (int i = 0; i < count; i++)
            text_addf(&body, "%s\"t%d\"", i == 0 ? "" : ",", i);
        text_add(&body, "]}");
        enum err err = wire_decode_command(COMMAND_playbook_publish, text_slice(&body), NULL, 0,
                                           &command, &problem);
        assert_int_equal(err, count <= LIMIT_COMMAND_IDS ? ERR_OK : ERR_TOO_LONG);
        if (err == ERR_OK) assert_int_equal(command.as.playbook_publish.topics.count, count);
        if (err != ERR_OK)
            assert_string_equal(problem.detail, "it may name at most 128, and names 129");
        text_buf_close(&body);
    }
}

/* --- there and back --------------------------------------------------------------------------- */

static void every_command_goes_there_and_back(void **state) {
    (void)state;
    uint64_t seed = UINT64_C(0x9e3779b97f4a7c15);
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++) {
        for (int round = 0; round < 200; round++) {
            static struct command command, back;
            struct problem problem = {0};
            struct text_buf json, again;
            draw_command(&seed, (enum command_type)t, &command);
            text_buf_init(&json, TEXT_MAX);
            text_buf_init(&again, TEXT_MAX);
            wire_encode_command(&command, &json);
            assert_false(json.overflowed);
            enum err err =
                wire_decode_command(command.type, text_slice(&json), NULL, 0, &back, &problem);
            if (err != ERR_OK)
                fail_msg("%s %s: %s %s", command_types[t].name, json.data, problem.field,
                         problem.detail);
            assert_int_equal(back.given, command.given);
            assert_memory_equal(&back.as, &command.as, command_types[t].size);
            wire_encode_command(&back, &again);
            assert_string_equal(again.data, json.data);
            text_buf_close(&json);
            text_buf_close(&again);
        }
    }
}

/* Cut anywhere, a command is refused: no half of one is ever taken. */
static void every_command_cut_short_is_refused(void **state) {
    (void)state;
    uint64_t seed = 42;
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++) {
        static struct command command, back;
        struct text_buf json;
        draw_command(&seed, (enum command_type)t, &command);
        text_buf_init(&json, TEXT_MAX);
        wire_encode_command(&command, &json);
        size_t step = 1 + json.length / 500;
        for (size_t cut = 1; cut < json.length; cut += step) {
            struct problem problem = {0};
            enum err err = wire_decode_command(command.type, (struct slice){json.data, cut}, NULL,
                                               0, &back, &problem);
            assert_int_equal(err, ERR_INVALID);
            assert_true(text_is_line(problem.detail, strlen(problem.detail)));
        }
        text_buf_close(&json);
    }
}

/* --- what is refused, whatever the command ---------------------------------------------------- */

/* A complete command of the type with one member replaced: by `json`, or left out when that is
 * NULL. */
static void write_with(const struct command *command, size_t replaced, const char *json,
                       struct text_buf *out) {
    const struct command_type_info *info = &command_types[command->type];
    struct command one = *command;
    text_buf_clear(out);
    text_add_char(out, '{');
    for (size_t i = 0; i < info->field_count; i++) {
        if (i == replaced && json == NULL) continue;
        struct text_buf member;
        text_buf_init(&member, TEXT_MAX);
        one.given = UINT64_C(1) << i;
        wire_encode_command(&one, &member);
        if (out->length > 1) text_add_char(out, ',');
        if (i == replaced)
            text_addf(out, "\"%s\":%s", info->fields[i].name, json);
        else
            text_add_bytes(out, member.data + 1, member.length - 2);
        text_buf_close(&member);
    }
    text_add_char(out, '}');
}

static void draw_full(uint64_t *seed, enum command_type type, struct command *command) {
    *command = (struct command){.type = type};
    for (size_t i = 0; i < command_types[type].field_count; i++) {
        const struct field *field = &command_types[type].fields[i];
        draw_member(seed, field, (char *)&command->as + field->offset);
        command->given |= UINT64_C(1) << i;
    }
}

static void every_required_member_is_required(void **state) {
    (void)state;
    uint64_t seed = 7;
    struct text_buf body;
    text_buf_init(&body, TEXT_MAX);
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++) {
        static struct command command, back;
        draw_full(&seed, (enum command_type)t, &command);
        for (size_t i = 0; i < command_types[t].field_count; i++) {
            const struct field *field = &command_types[t].fields[i];
            struct problem problem = {0};
            write_with(&command, i, NULL, &body);
            enum err err =
                wire_decode_command(command.type, text_slice(&body), NULL, 0, &back, &problem);
            assert_int_equal(err, field->required ? ERR_MISSING_FIELD : ERR_OK);
            if (field->required) assert_string_equal(problem.field, field->name);
        }
    }
    text_buf_close(&body);
}

static bool takes(const struct field *field, const char *json) {
    enum field_type type = field->type;
    bool number = type == FIELD_COUNT || type == FIELD_DURATION || type == FIELD_TIME;
    bool list = type == FIELD_ID_LIST || type == FIELD_LANGUAGE_CODES || type == FIELD_DAY_HOURS ||
                type == FIELD_HOURS || type == FIELD_SHIFT_LIST || type == FIELD_ADDRESSES ||
                type == FIELD_POSTCODES || type == FIELD_NARROWING_LIST;
    if (json[0] == '"') return !number && !list && type != FIELD_BOOL && type != FIELD_SKILL_LIST;
    if (json[0] == 't' || json[0] == 'f') return type == FIELD_BOOL;
    if (json[0] == '[') return list;
    if (json[0] == '{') return type == FIELD_SKILL_LIST;
    if (json[0] == 'n')
        return !field->required && (type == FIELD_ID || type == FIELD_TIME || type == FIELD_LINE);
    return number && strpbrk(json, ".e") == NULL;
}

static void every_member_has_one_type(void **state) {
    (void)state;
    static const char *const values[] = {"null", "true",  "false", "1",  "1.0",
                                         "1e3",  "\"x\"", "[]",    "{}", "[{}]"};
    uint64_t seed = 8;
    struct text_buf body;
    text_buf_init(&body, TEXT_MAX);
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++) {
        static struct command command, back;
        draw_full(&seed, (enum command_type)t, &command);
        for (size_t i = 0; i < command_types[t].field_count; i++) {
            const struct field *field = &command_types[t].fields[i];
            for (size_t v = 0; v < sizeof values / sizeof *values; v++) {
                if (takes(field, values[v]) && strcmp(values[v], "[{}]") != 0) continue;
                if (field->type == FIELD_TIME && values[v][0] == '"') continue; /* RFC 3339 */
                struct problem problem = {0};
                write_with(&command, i, values[v], &body);
                enum err err =
                    wire_decode_command(command.type, text_slice(&body), NULL, 0, &back, &problem);
                if (err != ERR_WRONG_TYPE)
                    fail_msg("%s.%s takes %s: %s", command_types[t].name, field->name, values[v],
                             err_name(err));
                assert_memory_equal(problem.field, field->name, strlen(field->name));
                assert_memory_equal(problem.detail, "it must be ", 11);
            }
        }
    }
    text_buf_close(&body);
}

static void every_number_has_its_bounds(void **state) {
    (void)state;
    uint64_t seed = 9;
    struct text_buf body;
    text_buf_init(&body, TEXT_MAX);
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++) {
        static struct command command, back;
        draw_full(&seed, (enum command_type)t, &command);
        for (size_t i = 0; i < command_types[t].field_count; i++) {
            const struct field *field = &command_types[t].fields[i];
            if (field->type != FIELD_COUNT && field->type != FIELD_DURATION) continue;
            const int64_t values[] = {field->low - 1, field->low, field->high, field->high + 1};
            for (size_t v = 0; v < 4; v++) {
                char text[32];
                struct problem problem = {0};
                snprintf(text, sizeof text, "%lld", (long long)values[v]);
                write_with(&command, i, text, &body);
                enum err err =
                    wire_decode_command(command.type, text_slice(&body), NULL, 0, &back, &problem);
                assert_int_equal(err, v == 1 || v == 2 ? ERR_OK : ERR_OUT_OF_RANGE);
            }
        }
    }
    text_buf_close(&body);
}

static void unknown_and_repeated_members(void **state) {
    (void)state;
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++) {
        struct command command;
        struct problem problem;
        assert_int_equal(decode((enum command_type)t, "{\"nobody_knows\":1}", &command, &problem),
                         ERR_UNKNOWN_FIELD);
        assert_string_equal(problem.field, "nobody_knows");
        assert_int_equal(decode((enum command_type)t, "{\"agent\":\"ida\",\"agent\":\"ida\"}",
                                &command, &problem),
                         ERR_INVALID);
    }
}

/* --- what people are told --------------------------------------------------------------------- */

static void not_json(void **state) {
    (void)state;
    static const struct {
        const char *body;
        enum err err;
        const char *detail;
    } cases[] = {
        {"{", ERR_INVALID, "the JSON ends too early (line 1, column 1)"},
        {" ", ERR_INVALID, "the JSON ends too early (line 1, column 1)"},
        {"{}{}", ERR_INVALID, "something follows after the end of the JSON (line 1, column 3)"},
        {"{\"a\":\n 1,\n}", ERR_INVALID, "that is not a JSON object (line 3, column 1)"},
        {"{'agent':1}", ERR_INVALID, "that is not a JSON object (line 1, column 2)"},
        {"{\"agent\":\"\xff\"}", ERR_INVALID, "it is not valid UTF-8 (line 1, column 10)"},
        {"{\"agent\":\"\\ud800\"}", ERR_INVALID, "that is not a JSON object (line 1, column 17)"},
        {"{\"agent\":\"\\u0000\"}", ERR_INVALID,
         "a text holds the character \\u0000 (line 1, column 17)"},
        {"{\"agent\":\"a\",\"agent\":\"b\"}", ERR_INVALID,
         "a name stands twice in one object (line 1, column 20)"},
        {"{\"agent\":99999999999999999999}", ERR_OUT_OF_RANGE,
         "a number is too large (line 1, column 29)"},
        {"[]", ERR_WRONG_TYPE, "the body must be an object, {...}"},
        {"null", ERR_INVALID, "that is not a JSON object (line 1, column 4)"},
        {"\"x\"", ERR_INVALID, "that is not a JSON object (line 1, column 3)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(COMMAND_agent_renew, cases[i].body, cases[i].err, "", cases[i].detail);
    assert_refused(COMMAND_tick, "{\"a\\u0000b\":1}", ERR_INVALID, "",
                   "a name holds the character \\u0000 (line 1, column 11)");
}

static void deep_nesting_is_refused(void **state) {
    (void)state;
    struct command command;
    struct problem problem;
    struct text_buf body;
    text_buf_init(&body, TEXT_MAX);
    text_add(&body, "{\"agent\":");
    for (int i = 0; i < 30000; i++)
        text_add_char(&body, '[');
    assert_int_equal(decode(COMMAND_agent_renew, body.data, &command, &problem), ERR_INVALID);
    assert_memory_equal(problem.detail, "it is nested too deep", 21);
    text_buf_close(&body);
}

#define AGENT_PUT(name, organisation, skills, languages)                                        \
    "{\"agent\":\"ida\",\"name\":" name ",\"organisation\":" organisation ",\"skills\":" skills \
    ",\"languages\":" languages "}"

static void sentences_of_an_agent(void **state) {
    (void)state;
    static const struct {
        const char *body;
        enum err err;
        const char *field, *detail;
    } cases[] = {
        {AGENT_PUT("\"Ida\"", "\"0615\"", "{\"pas\":9}", "[]"), ERR_OUT_OF_RANGE, "skills.pas",
         "a level is between 1 and 5, not 9"},
        {AGENT_PUT("\"Ida\"", "\"0615\"", "{\"pas\":0}", "[]"), ERR_OUT_OF_RANGE, "skills.pas",
         "a level is between 1 and 5, not 0"},
        {AGENT_PUT("\"Ida\"", "\"0615\"", "{\"pas\":\"3\"}", "[]"), ERR_WRONG_TYPE, "skills.pas",
         "it must be a level, not a text"},
        {AGENT_PUT("\"Ida\"", "\"0615\"", "{\"Pas!\":3}", "[]"), ERR_INVALID, "skills",
         "an id is made of a-z, 0-9, '.', '_' and '-', and begins with neither '.' nor '-'"},
        {AGENT_PUT("\"Ida\"", "\"0615\"", "{}", "[\"da\",\"da\"]"), ERR_INVALID, "languages[1]",
         "da stands twice"},
        {AGENT_PUT("\"Ida\"", "\"0615\"", "{}", "[\"dansk-dk\"]"), ERR_INVALID, "languages[0]",
         "a language is a code of two or three letters such as da or en"},
        {AGENT_PUT("\"Ida\"", "\"0615\"", "{}", "[7]"), ERR_WRONG_TYPE, "languages[0]",
         "it must be a text, not a number"},
        {AGENT_PUT("\"Ida\\n\"", "\"0615\"", "{}", "[]"), ERR_INVALID, "name",
         "it must be one line without control characters"},
        {AGENT_PUT("\"  \"", "\"0615\"", "{}", "[]"), ERR_INVALID, "name", "it may not be empty"},
        {AGENT_PUT("\"\"", "\"0615\"", "{}", "[]"), ERR_INVALID, "name", "it may not be empty"},
        {AGENT_PUT("null", "\"0615\"", "{}", "[]"), ERR_WRONG_TYPE, "name",
         "it must be a text; leave it out when there is nothing to say"},
        {AGENT_PUT("\"010190-1234\"", "\"0615\"", "{}", "[]"), ERR_INVALID, "name",
         "it looks like a CPR number, and those may not be given here"},
        {AGENT_PUT("\"Ida\"", "\"0101901234\"", "{}", "[]"), ERR_INVALID, "organisation",
         "it looks like a CPR number, and those may not be given here"},
        {AGENT_PUT("\"Ida\"", "615", "{}", "[]"), ERR_WRONG_TYPE, "organisation",
         "it must be an id, a text, not a number"},
        {AGENT_PUT("\"Ida\"", "\"12345678901234567890123456789012\"", "{}", "[]"), ERR_TOO_LONG,
         "organisation", "an id has at most 31 characters"},
        {"{\"agent\":\"ida\"}", ERR_MISSING_FIELD, "name", "name must be given"},
        {"{\"agnet\":\"ida\"}", ERR_UNKNOWN_FIELD, "agnet",
         "known here are agent, name, organisation, line, skills, languages, phone, "
         "chat_capacity, registered_at, elearning_at, course_at"},
        {"{\"a\\nb\":\"ida\"}", ERR_UNKNOWN_FIELD, "",
         "known here are agent, name, organisation, line, skills, languages, phone, "
         "chat_capacity, registered_at, elearning_at, course_at"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(COMMAND_agent_put, cases[i].body, cases[i].err, cases[i].field,
                       cases[i].detail);
}

static void sentences_of_others(void **state) {
    (void)state;
    static const struct {
        enum command_type type;
        const char *body;
        enum err err;
        const char *field, *detail;
    } cases[] = {
        {COMMAND_agent_status, "{\"status\":\"awake\"}", ERR_UNKNOWN_VALUE, "status",
         "it must be one of offline, available, break, not awake"},
        {COMMAND_agent_status, "{\"status\":\"0101901234\"}", ERR_UNKNOWN_VALUE, "status",
         "it must be one of offline, available, break"},
        {COMMAND_agent_status, "{\"status\":\"a\\u001b[2J\"}", ERR_UNKNOWN_VALUE, "status",
         "it must be one of offline, available, break"},
        {COMMAND_call_arrive, "{\"priority\":12}", ERR_OUT_OF_RANGE, "priority",
         "it is between 0 and 9, not 12"},
        {COMMAND_call_arrive, "{\"priority\":-1}", ERR_OUT_OF_RANGE, "priority",
         "it is between 0 and 9, not -1"},
        {COMMAND_call_arrive, "{\"priority\":5.0}", ERR_WRONG_TYPE, "priority",
         "it must be a whole number, not a number with a point or exponent"},
        {COMMAND_call_arrive, "{\"enqueued_at\":\"yesterday\"}", ERR_INVALID, "enqueued_at",
         "it must be milliseconds since 1970 or a time such as 2026-11-22T06:50:45Z"},
        {COMMAND_call_arrive, "{\"enqueued_at\":\"1969-12-31T23:59:59Z\"}", ERR_OUT_OF_RANGE,
         "enqueued_at", "a time is between the years 1970 and 9999"},
        {COMMAND_call_arrive, "{\"enqueued_at\":\"9999-12-31T23:59:59-01:00\"}", ERR_OUT_OF_RANGE,
         "enqueued_at", "a time is between the years 1970 and 9999"},
        {COMMAND_call_arrive, "{\"enqueued_at\":253402300800000}", ERR_OUT_OF_RANGE, "enqueued_at",
         "it is between 0 and 253402300799999 ms, not 253402300800000"},
        {COMMAND_settings_put, "{\"offer_ms\":5}", ERR_OUT_OF_RANGE, "offer_ms",
         "it is between 1000 and 600000 ms, not 5"},
        {COMMAND_settings_put, "{\"exercise\":1}", ERR_WRONG_TYPE, "exercise",
         "it must be true or false, not a number"},
        {COMMAND_call_end, "{\"call\":\"1042\"}", ERR_INVALID, "call",
         "it must be an id such as call-1042"},
        {COMMAND_call_end, "{\"call\":\"call-\"}", ERR_INVALID, "call",
         "it must be an id such as call-1042"},
        {COMMAND_call_end, "{\"call\":\"call-01\"}", ERR_INVALID, "call",
         "it must be an id such as call-1042"},
        {COMMAND_call_end, "{\"call\":\"call-0\"}", ERR_INVALID, "call",
         "it must be an id such as call-1042"},
        {COMMAND_call_end, "{\"call\":\"call-1x\"}", ERR_INVALID, "call",
         "it must be an id such as call-1042"},
        {COMMAND_call_end, "{\"call\":\"call-18446744073709551616\"}", ERR_INVALID, "call",
         "it must be an id such as call-1042"},
        {COMMAND_activation_lift, "{\"activation\":\"call-7\"}", ERR_INVALID, "activation",
         "it must be an id such as activation-1042"},
        {COMMAND_playbook_approve, "{\"version\":\"A5\"}", ERR_INVALID, "version",
         "it must be 64 hexadecimal digits, 0-9 and a-f"},
        {COMMAND_token_create, "{\"organisations\":[\"0615\",\"0751\",\"0615\"]}", ERR_INVALID,
         "organisations[2]", "0615 stands twice"},
        {COMMAND_token_create, "{\"organisations\":[\"0615\",\"\"]}", ERR_INVALID,
         "organisations[1]",
         "an id is made of a-z, 0-9, '.', '_' and '-', and begins with neither '.' nor '-'"},
        {COMMAND_settings_put, "{\"nap_ms\":1}", ERR_UNKNOWN_FIELD, "nap_ms",
         "known here are wrap_up_ms, wrap_up_max_ms, offer_ms, lease_ms, unknown_ms, wait_max_ms, "
         "talk_max_ms, call_retention_ms, idempotency_ms, course_ms, course_warn_ms, ..."},
        {COMMAND_tick, "{\"now\":1}", ERR_UNKNOWN_FIELD, "now", "nothing is to be given here"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(cases[i].type, cases[i].body, cases[i].err, cases[i].field, cases[i].detail);
}

/* N103, and no call refused by chance: switches name calls with digits too. */
static void references_of_switches(void **state) {
    (void)state;
    static const struct {
        const char *reference;
        enum err err;
    } cases[] = {
        {"0101901234", ERR_INVALID},
        {"010190-1234", ERR_INVALID},
        {"call-0101901234", ERR_INVALID},
        {"a person with the long story of 010190-1234", ERR_INVALID},
        {"0101901234.x", ERR_INVALID},
        {"0101901234.", ERR_INVALID},
        {"1801234567.89", ERR_OK}, /* Asterisk, in January 2027 */
        {"1763794245.1", ERR_OK},
        {"ab010190-1234-4321-8765-ab0101901234", ERR_OK}, /* a UUID */
        {"ffffffffffffffffffffffffff0101901234ffffffffffffffffffffffffffff", ERR_OK},
        {"3848276298220188511@192.0.2.10", ERR_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct command command;
        struct problem problem;
        char body[300];
        snprintf(body, sizeof body,
                 "{\"reference\":\"%s\",\"municipality\":\"0615\",\"topic\":\"vand\","
                 "\"language\":\"da\"}",
                 cases[i].reference);
        assert_int_equal(decode(COMMAND_call_arrive, body, &command, &problem), cases[i].err);
    }
}

/* --- parameters of the address ---------------------------------------------------------------- */

static void parameters_fill_members(void **state) {
    (void)state;
    struct command command;
    struct problem problem;
    const struct wire_parameter call[] = {{"call", "call-17"}};
    assert_int_equal(wire_decode_command(COMMAND_call_accept, SLICE("{\"agent\":\"ida\"}"), call, 1,
                                         &command, &problem),
                     ERR_OK);
    assert_int_equal(command.as.call_accept.call, 17);
    assert_string_equal(command.as.call_accept.agent, "ida");
    assert_true(COMMAND_HAS(&command, call_accept, call));
    assert_int_equal(
        wire_decode_command(COMMAND_call_end, (struct slice){0}, call, 1, &command, &problem),
        ERR_OK);
    assert_int_equal(command.as.call_end.call, 17);
    const struct wire_parameter several[] = {
        {"agent", "ida"}, {"until", "2026-11-22T06:50:45Z"}, {"reason", "storm æøå"}};
    assert_int_equal(
        wire_decode_command(COMMAND_agent_override, SLICE("{}"), several, 3, &command, &problem),
        ERR_OK);
    assert_int_equal(command.as.agent_override.until, INT64_C(1795330245000));
    assert_string_equal(command.as.agent_override.reason, "storm æøå");
}

static void parameters_are_checked_as_the_body_is(void **state) {
    (void)state;
    static const struct {
        const char *value;
        enum err err;
    } cases[] = {
        {"", ERR_INVALID},           {"Ida", ERR_INVALID},
        {"../x", ERR_INVALID},       {"ida\xff", ERR_INVALID},
        {"0101901234", ERR_INVALID}, {"12345678901234567890123456789012", ERR_TOO_LONG},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct command command;
        struct problem problem;
        const struct wire_parameter agent[] = {{"agent", cases[i].value}};
        assert_int_equal(
            wire_decode_command(COMMAND_agent_renew, SLICE("{}"), agent, 1, &command, &problem),
            cases[i].err);
        assert_string_equal(problem.field, "agent");
        assert_true(text_is_utf8(problem.detail, strlen(problem.detail)));
    }
}

static void a_parameter_may_not_stand_in_the_body_too(void **state) {
    (void)state;
    struct command command;
    struct problem problem;
    const struct wire_parameter agent[] = {{"agent", "ida"}};
    assert_int_equal(wire_decode_command(COMMAND_agent_renew, SLICE("{\"agent\":\"ida\"}"), agent,
                                         1, &command, &problem),
                     ERR_INVALID);
    assert_string_equal(problem.field, "agent");
    assert_string_equal(problem.detail, "it is not taken from the body; leave it out");
}

static void opening_hours(void **state) {
    (void)state;
    static const struct {
        const char *day;
        enum err err;
        const char *field;
    } rows[] = {
        {"[]", ERR_OK, ""},
        {"[\"00:00-24:00\"]", ERR_OK, ""},
        {"[\"08:00-12:00\",\"12:00-18:30\"]", ERR_OK, ""},
        {"[\"08:00-12:00\",\"11:59-18:30\"]", ERR_OUT_OF_RANGE, "monday[1]"},
        {"[\"12:00-18:00\",\"08:00-10:00\"]", ERR_OUT_OF_RANGE, "monday[1]"},
        {"[\"08:00-08:00\"]", ERR_OUT_OF_RANGE, "monday[0]"},
        {"[\"22:00-06:00\"]", ERR_OUT_OF_RANGE, "monday[0]"},
        {"[\"24:00-24:00\"]", ERR_OUT_OF_RANGE, "monday[0]"},
        {"[\"08:00-24:01\"]", ERR_INVALID, "monday[0]"},
        {"[\"08:60-18:00\"]", ERR_INVALID, "monday[0]"},
        {"[\"99:99-18:00\"]", ERR_INVALID, "monday[0]"},
        {"[\"8:00-18:00\"]", ERR_INVALID, "monday[0]"},
        {"[\"08:00 18:00\"]", ERR_INVALID, "monday[0]"},
        {"[\"08:00-18:00 \"]", ERR_INVALID, "monday[0]"},
        {"[\"\"]", ERR_INVALID, "monday[0]"},
        {"[480]", ERR_WRONG_TYPE, "monday[0]"},
        {"[\"08:00-09:00\",\"10:00-11:00\",\"12:00-13:00\"]", ERR_TOO_LONG, "monday"},
        {"\"08:00-18:00\"", ERR_WRONG_TYPE, "monday"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char body[160];
        static struct command command;
        struct problem problem = {0};
        snprintf(body, sizeof body, "{\"organisation\":\"0615\",\"monday\":%s}", rows[i].day);
        enum err err =
            wire_decode_command(COMMAND_hours_put, slice_of(body), NULL, 0, &command, &problem);
        if (err != rows[i].err || strcmp(problem.field, rows[i].field) != 0)
            fail_msg("%s: %s at %s", rows[i].day, err_name(err), problem.field);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_hours),
        cmocka_unit_test(a_call_arrives),
        cmocka_unit_test(what_is_not_given_is_zero_and_clear),
        cmocka_unit_test(actor_and_idempotency_are_the_callers),
        cmocka_unit_test(an_empty_body_is_an_empty_object),
        cmocka_unit_test(times_are_milliseconds_or_rfc_3339),
        cmocka_unit_test(null_takes_back),
        cmocka_unit_test(zeros_stay),
        cmocka_unit_test(the_longest_fits_and_one_more_does_not),
        cmocka_unit_test(lists_have_a_cap),
        cmocka_unit_test(every_command_goes_there_and_back),
        cmocka_unit_test(every_command_cut_short_is_refused),
        cmocka_unit_test(every_required_member_is_required),
        cmocka_unit_test(every_member_has_one_type),
        cmocka_unit_test(every_number_has_its_bounds),
        cmocka_unit_test(unknown_and_repeated_members),
        cmocka_unit_test(not_json),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(sentences_of_an_agent),
        cmocka_unit_test(sentences_of_others),
        cmocka_unit_test(references_of_switches),
        cmocka_unit_test(parameters_fill_members),
        cmocka_unit_test(parameters_are_checked_as_the_body_is),
        cmocka_unit_test(a_parameter_may_not_stand_in_the_body_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
