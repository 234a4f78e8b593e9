#include "store/recovery.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "wire/wire.h"

/* A record of any kind. */
union any_record {
#define RECORD_BEGIN(name) struct name##_record name;
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

static struct slice slice_of_reply(const redisReply *reply) {
    return (struct slice){reply->str, (size_t)reply->len};
}

/* A whole number in decimal, or in hexadecimal with `base` 16. */
static bool read_uint(struct slice text, int base, uint64_t *out) {
    char digits[32];
    if (text.length == 0 || text.length >= sizeof digits) return false;
    memcpy(digits, text.data, text.length);
    digits[text.length] = '\0';
    if (strspn(digits, base == 16 ? "0123456789abcdef" : "0123456789") != text.length) return false;
    *out = strtoull(digits, NULL, base);
    return true;
}

/* A problem of a whole key: "{ddh}:meta digest". The longest tag leaves 28 bytes for the name. */
static enum err key_problem(struct problem *problem, const struct recovery *r, const char *name,
                            const char *why) {
    char key[64];
    snprintf(key, sizeof key, "%.35s%.28s", r->prefix, name);
    return problem_set(problem, ERR_INTERNAL, key, "%.190s", why);
}

static enum err read_meta(struct recovery *r, const redisReply *lead, struct problem *problem) {
    struct slice number = slice_of_reply(lead->element[2]), now = slice_of_reply(lead->element[3]);
    struct slice digest = slice_of_reply(lead->element[4]),
                 schema = slice_of_reply(lead->element[5]);
    uint64_t last = 0, now_ms = 0;
    if (number.length == 0) {
        r->empty_meta = true;
        r->next_number = 1;
        return ERR_OK;
    }
    if (!slice_equals(schema, STORE_SCHEMA))
        return key_problem(problem, r, "meta schema",
                           "the data is of another version than this program's " STORE_SCHEMA);
    if (!read_uint(number, 10, &last))
        return key_problem(problem, r, "meta number", "it is no number");
    if (!read_uint(now, 10, &now_ms) || now_ms > INT64_MAX)
        return key_problem(problem, r, "meta now", "it is no time");
    if (digest.length != 16 || !read_uint(digest, 16, &r->digest))
        return key_problem(problem, r, "meta digest", "it is not 16 hexadecimal digits");
    r->next_number = last + 1;
    r->now = (time_ms)now_ms;
    return ERR_OK;
}

enum err recovery_begin(struct recovery *r, const struct core_sizes *sizes, const char *prefix,
                        const struct redisReply *lead, struct problem *problem) {
    ASSERT(r->core == NULL);
    ASSERT(lead->type == REDIS_REPLY_ARRAY && lead->elements == 6);
    *r = (struct recovery){0};
    bool fits = text_copy(r->prefix, sizeof r->prefix, prefix);
    ASSERT(fits);
    enum err err = read_meta(r, lead, problem);
    if (err != ERR_OK) return err;
    r->core = core_create(sizes);
    if (r->core == NULL) return problem_set(problem, ERR_INTERNAL, "", "no memory for the core");
    return ERR_OK;
}

/* "{ddh}:call call-1042", and what its reader said about which member. */
static enum err record_problem(struct problem *problem, const struct recovery *r, const char *kind,
                               const redisReply *field) {
    struct problem inner = *problem;
    char where[sizeof problem->field];
    snprintf(where, sizeof where, "%.35s%.16s %.*s", r->prefix, kind,
             (int)(field->len > 32 ? 32 : field->len), field->str);
    where[sizeof where - 1] = '\0';
    return problem_set(problem, ERR_INTERNAL, where, "%.60s%s%.120s", inner.field,
                       inner.field[0] == '\0' ? "" : ": ", inner.detail);
}

/* The field must be the id of the record it holds: whoever reads the hash by id would else be
 * misled. */
static enum err check_id(const struct recovery *r, enum record_kind kind, const void *record,
                         const redisReply *field, struct problem *problem) {
    char id[LIMIT_RECORD_ID];
    core_record_id(r->core, kind, record, id);
    if (slice_equals(slice_of_reply(field), id)) return ERR_OK;
    return problem_set(problem, ERR_INTERNAL, "", "it holds the record of %s", id);
}

static enum err take_record(struct recovery *r, enum record_kind kind, const redisReply *field,
                            const redisReply *value, struct problem *problem) {
    union any_record record;
    enum err err = wire_decode_record(r->core, kind, slice_of_reply(value), &record, problem);
    if (err == ERR_OK) err = core_restore(r->core, kind, &record, problem);
    if (err == ERR_OK) err = check_id(r, kind, &record, field, problem);
    if (err != ERR_OK) return record_problem(problem, r, record_types[kind].name, field);
    r->records++;
    return ERR_OK;
}

static bool is_hash(const redisReply *reply) {
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements % 2 != 0) return false;
    for (size_t i = 0; i < reply->elements; i++)
        if (reply->element[i]->type != REDIS_REPLY_STRING) return false;
    return true;
}

static enum err no_hash(const struct recovery *r, const char *name, const redisReply *reply,
                        struct problem *problem) {
    return key_problem(problem, r, name,
                       reply->type == REDIS_REPLY_ERROR ? reply->str : "it is no hash");
}

enum err recovery_records(struct recovery *r, enum record_kind kind, const struct redisReply *reply,
                          struct problem *problem) {
    ASSERT(r->core != NULL);
    if (!is_hash(reply)) return no_hash(r, record_types[kind].name, reply, problem);
    for (size_t i = 0; i < reply->elements; i += 2) {
        enum err err = take_record(r, kind, reply->element[i], reply->element[i + 1], problem);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}

enum err recovery_documents(struct recovery *r, const struct redisReply *reply,
                            const struct store_listener *listener, void *ctx,
                            struct problem *problem) {
    if (!is_hash(reply)) return no_hash(r, "document", reply, problem);
    for (size_t i = 0; i < reply->elements; i += 2) {
        const redisReply *field = reply->element[i];
        struct slice bytes = slice_of_reply(reply->element[i + 1]);
        uint8_t name[SHA256_BYTES], hash[SHA256_BYTES];
        crypto_sha256(bytes.data, bytes.length, hash);
        if (!text_from_hex(field->str, (size_t)field->len, name, sizeof name) ||
            memcmp(name, hash, sizeof name) != 0) {
            (void)problem_set(problem, ERR_INTERNAL, "",
                              "the document is not the one it is named for");
            return record_problem(problem, r, "document", field);
        }
        listener->document(ctx, hash, bytes);
        r->documents++;
    }
    return ERR_OK;
}

enum err recovery_end(struct recovery *r, struct problem *problem) {
    char why[160];
    if (r->empty_meta && r->records > 0) {
        snprintf(why, sizeof why, "it says that nothing was ever stored, but there are %u records",
                 (unsigned)r->records);
        return key_problem(problem, r, "meta number", why);
    }
    /* First: a record changed by hand is told as that, not as what it broke. */
    if (!r->empty_meta && core_digest(r->core) != r->digest) {
        snprintf(why, sizeof why,
                 "the records give %016llx, the last commit left %016llx: somebody else changed "
                 "them",
                 (unsigned long long)core_digest(r->core), (unsigned long long)r->digest);
        return key_problem(problem, r, "meta digest", why);
    }
    return core_restore_end(r->core, r->now, problem);
}

void recovery_drop(struct recovery *r) {
    if (r->core != NULL) core_destroy(r->core);
    *r = (struct recovery){0};
}
