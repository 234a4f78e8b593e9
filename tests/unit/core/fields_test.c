/* The tables against the structs they made: nothing forgotten, nothing twice, no byte that no
 * table knows. */
#include "core/fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "core/commands.h"
#include "core/records.h"

/* --- records ---------------------------------------------------------------------------------- */

/* Where records.def says each member lies, padding too; from the table itself and not from the
 * field tables, so that the two are held against each other. */
struct place {
    const char *name;
    size_t offset, size;
};

#define RECORD_BEGIN(name) static const struct place name##_places[] = {
#define SCALAR(record, c_type, member, type) \
    {#member, offsetof(struct record##_record, member), sizeof(c_type)},
#define ARRAY(record, c_type, member, length, type) \
    {#member, offsetof(struct record##_record, member), sizeof(c_type) * (length)},
#define WORDS(record, member, words) {#member, offsetof(struct record##_record, member), 1},
#define PAD(record, bytes) {"padding", offsetof(struct record##_record, padding), bytes},
#define RECORD_END(name) \
    }                    \
    ;
#include "core/records.def"
#undef RECORD_BEGIN
#undef SCALAR
#undef ARRAY
#undef WORDS
#undef PAD
#undef RECORD_END

static const struct {
    const struct place *places;
    size_t count, size;
} layouts[RECORD_KIND_COUNT] = {
#define RECORD_BEGIN(name) \
    {name##_places, sizeof name##_places / sizeof *name##_places, sizeof(struct name##_record)},
#define SCALAR(record, c_type, member, type)
#define ARRAY(record, c_type, member, length, type)
#define WORDS(record, member, words)
#define PAD(record, bytes)
#define RECORD_END(name)
#include "core/records.def"
#undef RECORD_BEGIN
#undef SCALAR
#undef ARRAY
#undef WORDS
#undef PAD
#undef RECORD_END
};

static void records_have_no_gaps(void **state) {
    (void)state;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        size_t end = 0;
        for (size_t i = 0; i < layouts[kind].count; i++) {
            const struct place *place = &layouts[kind].places[i];
            if (place->offset != end)
                fail_msg("%s.%s begins at %zu, and what is before it ends at %zu",
                         record_types[kind].name, place->name, place->offset, end);
            end = place->offset + place->size;
        }
        if (end != layouts[kind].size)
            fail_msg("%s has %zu bytes, and its members end at %zu", record_types[kind].name,
                     layouts[kind].size, end);
        assert_int_equal(record_types[kind].size, layouts[kind].size);
    }
}

static void records_have_every_member_as_a_field(void **state) {
    (void)state;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        const struct record_type *type = &record_types[kind];
        size_t field = 0;
        for (size_t i = 0; i < layouts[kind].count; i++) {
            const struct place *place = &layouts[kind].places[i];
            if (strcmp(place->name, "padding") == 0) continue;
            assert_true(field < type->field_count);
            assert_string_equal(type->fields[field].name, place->name);
            assert_int_equal(type->fields[field].offset, place->offset);
            assert_int_equal(type->fields[field].size, place->size);
            field++;
        }
        assert_int_equal(field, type->field_count);
    }
}

/* --- commands --------------------------------------------------------------------------------- */

static void command_members_follow_each_other(void **state) {
    (void)state;
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++) {
        const struct command_type_info *info = &command_types[t];
        size_t end = 0;
        for (size_t i = 0; i < info->field_count; i++) {
            const struct field *field = &info->fields[i];
            assert_true(field->offset >= end);
            assert_true(field->offset - end < 8); /* what alignment may leave, and no member */
            end = field->offset + field->size;
        }
        /* Behind the last member is `empty`, and what alignment leaves. */
        assert_true(end + 1 <= info->size);
        assert_true(info->size - end <= 8);
        assert_true(info->size <= sizeof(((struct command *)0)->as));
    }
}

static void every_command_has_a_role_and_its_scope(void **state) {
    (void)state;
    static const char *const scope_members[] = {NULL, "organisation", "agent", "call", "offer"};
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++) {
        const struct command_type_info *info = &command_types[t];
        assert_true(info->roles != 0);
        assert_true(info->roles < UINT32_C(1) << ROLE_COUNT);
        bool system = (info->roles >> ROLE_SYSTEM) & 1;
        assert_int_equal((info->roles >> ROLE_ADMIN) & 1, !system);
        if (system) assert_int_equal(info->roles, UINT32_C(1) << ROLE_SYSTEM);
        bool found = info->scope == SCOPE_ANY;
        for (size_t i = 0; i < info->field_count && !found; i++)
            found = info->fields[i].required &&
                    strcmp(info->fields[i].name, scope_members[info->scope]) == 0;
        assert_true(found);
    }
}

/* --- fields of either ------------------------------------------------------------------------- */

static size_t size_of(const struct field *field) {
    switch (field->type) {
    case FIELD_BOOL:
    case FIELD_WORD:
    case FIELD_TOPIC:
    case FIELD_LANGUAGE: return 1;
    case FIELD_ORGANISATION: return sizeof(organisation_no);
    case FIELD_OFFER: return sizeof(offer_no);
    case FIELD_LANGUAGES: return sizeof(language_set);
    case FIELD_AGENT: return sizeof(agent_no);
    case FIELD_GATEWAY: return sizeof(gateway_no);
    case FIELD_DAY: return sizeof(int32_t);
    case FIELD_TIME:
    case FIELD_DURATION: return sizeof(time_ms);
    case FIELD_CALL:
    case FIELD_ACTIVATION:
    case FIELD_TICKET:
    case FIELD_KEY: return sizeof(uint64_t);
    case FIELD_TOPICS: return sizeof(topic_set);
    case FIELD_ID: return LIMIT_ID;
    case FIELD_HASH: return SHA256_BYTES;
    case FIELD_LEVELS: return LIMIT_TOPICS;
    case FIELD_RULES: return LIMIT_SHARING_RULES;
    case FIELD_FACTORS: return INDEX_FACTOR_COUNT * sizeof(int32_t);
    case FIELD_DEMANDS: return LIMIT_TOPICS * sizeof(struct topic_demand);
    case FIELD_LANGUAGE_CODES: return sizeof(struct language_list);
    case FIELD_ADDRESSES: return sizeof(struct address_list);
    case FIELD_AREAS: return sizeof(struct area_list);
    case FIELD_POSTCODE: return sizeof(uint16_t);
    case FIELD_POSTCODES: return sizeof(struct postcode_list);
    case FIELD_NARROWING: return sizeof(struct narrowing);
    case FIELD_ZONES: return sizeof(struct zone_list);
    case FIELD_NARROWING_LIST: return sizeof(struct narrowing_list);
    case FIELD_ORGANISATIONS: return sizeof(struct organisation_set);
    case FIELD_DAY_HOURS: return sizeof(struct day_hours);
    case FIELD_ID_LIST: return sizeof(struct id_list);
    case FIELD_SKILL_LIST: return sizeof(struct skill_list);
    case FIELD_SHIFT_LIST: return sizeof(struct shift_list);
    case FIELD_COUNT:
    case FIELD_NUMBER:
    case FIELD_HOURS:
    case FIELD_LINE: return field->size; /* several sizes fit; see below */
    }
    return 0;
}

static bool has_bounds(enum field_type type) {
    return type == FIELD_COUNT || type == FIELD_DURATION || type == FIELD_SKILL_LIST ||
           type == FIELD_HOURS;
}

static void assert_field(const char *owner, const struct field *field) {
    if (field->size != size_of(field))
        fail_msg("%s.%s has a size that its type has not", owner, field->name);
    if (field->type == FIELD_COUNT || field->type == FIELD_NUMBER)
        assert_true(field->size == 1 || field->size == 2 || field->size == 4 || field->size == 8);
    if (field->type == FIELD_LINE) assert_true(field->size >= 2);
    if (field->type == FIELD_HOURS)
        assert_true(field->size == HOURS_OF_WEEK || field->size == HOURS_OF_WEEK * 4);
    assert_int_equal(field->words != NULL, field->type == FIELD_WORD);
    if (has_bounds(field->type)) {
        assert_true(field->low >= 0);
        assert_true(field->low < field->high);
    }
    if (field->size % 8 == 0 && field->type != FIELD_LINE && field->type != FIELD_ID &&
        field->type != FIELD_HASH && field->type != FIELD_LEVELS && field->type != FIELD_HOURS &&
        field->type != FIELD_RULES && field->type != FIELD_FACTORS)
        assert_int_equal(field->offset % 8, 0);
}

static void assert_fields(const char *owner, const struct field *fields, size_t count) {
    for (size_t i = 0; i < count; i++) {
        assert_non_null(fields[i].name);
        assert_field(owner, &fields[i]);
        for (size_t k = 0; k < i; k++)
            if (strcmp(fields[i].name, fields[k].name) == 0)
                fail_msg("%s has two members %s", owner, fields[i].name);
    }
}

static void every_field_fits_its_type(void **state) {
    (void)state;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++)
        assert_fields(record_types[kind].name, record_types[kind].fields,
                      record_types[kind].field_count);
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++)
        assert_fields(command_types[t].name, command_types[t].fields, command_types[t].field_count);
}

/* A bound that the member cannot hold would be cut on its way in. */
static void bounds_of_commands_fit_their_members(void **state) {
    (void)state;
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++) {
        for (size_t i = 0; i < command_types[t].field_count; i++) {
            const struct field *field = &command_types[t].fields[i];
            if (field->type != FIELD_COUNT || field->size == 8) continue;
            assert_true(field->high < INT64_C(1) << (8 * field->size));
        }
    }
}

/* A command's member holds no more than the record's member that it goes into: what is taken can
 * be kept. */
static void texts_of_commands_fit_into_records(void **state) {
    (void)state;
    assert_int_equal(sizeof(((struct call_record *)0)->reference),
                     sizeof(((struct call_arrive_command *)0)->reference));
    assert_int_equal(sizeof(((struct agent_record *)0)->name),
                     sizeof(((struct agent_put_command *)0)->name));
    assert_int_equal(sizeof(((struct topic_record *)0)->name),
                     sizeof(((struct topic_put_command *)0)->name));
    assert_int_equal(sizeof(((struct organisation_record *)0)->name),
                     sizeof(((struct organisation_put_command *)0)->name));
    assert_int_equal(sizeof(((struct activation_record *)0)->reason),
                     sizeof(((struct activation_start_command *)0)->reason));
}

/* --- names ------------------------------------------------------------------------------------ */

static void every_name_finds_its_own(void **state) {
    (void)state;
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        enum record_kind found = RECORD_KIND_COUNT;
        assert_true(record_kind_from_name(record_types[kind].name, &found));
        assert_int_equal(found, kind);
    }
    for (int t = 0; t < COMMAND_TYPE_COUNT; t++) {
        enum command_type found = COMMAND_TYPE_COUNT;
        assert_true(command_type_from_name(command_types[t].name, &found));
        assert_int_equal(found, t);
    }
    enum record_kind kind = RECORD_KIND_COUNT;
    enum command_type type = COMMAND_TYPE_COUNT;
    assert_false(record_kind_from_name("no_such_record", &kind));
    assert_false(command_type_from_name("", &type));
    assert_int_equal(kind, RECORD_KIND_COUNT);
    assert_int_equal(type, COMMAND_TYPE_COUNT);
}

static const char *const event_names[] = {
#define EVENT(name, audience) #name,
#include "core/events.def"
#undef EVENT
};

static void every_event_has_a_name_of_its_own(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof event_names / sizeof *event_names; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(event_names[i], event_names[k]);
}

static const struct words *const all_words[] = {
#define BEGIN(name) &name##_words,
#define WORD(prefix, constant, text)
#define END(name, prefix)
#include "core/words.def"
#undef BEGIN
#undef WORD
#undef END
};

static void words_go_there_and_back(void **state) {
    (void)state;
    for (size_t w = 0; w < sizeof all_words / sizeof *all_words; w++) {
        const struct words *words = all_words[w];
        assert_true(words->count > 0);
        for (uint8_t i = 0; i < words->count; i++) {
            const char *text = word_text(words, i);
            uint8_t back = UINT8_MAX;
            assert_true(word_from_text(words, text, strlen(text), &back));
            assert_int_equal(back, i); /* so no two constants share a text */
            assert_false(word_from_text(words, text, strlen(text) - 1, &back));
            assert_int_equal(back, i);
        }
        for (size_t k = 0; k < w; k++)
            assert_string_not_equal(words->name, all_words[k]->name);
        uint8_t back = UINT8_MAX;
        assert_false(word_from_text(words, "no_such_word", 12, &back));
        assert_false(word_from_text(words, "", 0, &back));
        assert_int_equal(back, UINT8_MAX);
    }
}

static void sets_of_organisations(void **state) {
    (void)state;
    struct organisation_set set = {0};
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n += 3)
        organisation_set_add(&set, n);
    for (organisation_no n = 0; n < LIMIT_ORGANISATIONS; n++)
        assert_int_equal(organisation_set_has(&set, n), n % 3 == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_have_no_gaps),
        cmocka_unit_test(records_have_every_member_as_a_field),
        cmocka_unit_test(command_members_follow_each_other),
        cmocka_unit_test(every_command_has_a_role_and_its_scope),
        cmocka_unit_test(every_field_fits_its_type),
        cmocka_unit_test(bounds_of_commands_fit_their_members),
        cmocka_unit_test(texts_of_commands_fit_into_records),
        cmocka_unit_test(every_name_finds_its_own),
        cmocka_unit_test(every_event_has_a_name_of_its_own),
        cmocka_unit_test(words_go_there_and_back),
        cmocka_unit_test(sets_of_organisations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
