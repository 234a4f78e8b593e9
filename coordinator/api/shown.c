/* What of a record is shown to nobody, or cut: the names of secrets' documents, and the addresses that others gave us in trust.
 * An address may hold a secret in its path, as a chat room's does; so whoever does not administer it sees where it leads, and
 * no more. What is cut is no address any more: it cannot be put back by mistake. */
#include <string.h>

#include "api/internal.h"
#include "api/split.h"
#include "base/assert.h"

static const struct shown {
    enum record_kind kind;
    const char *hidden[2]; /* members that nobody sees */
    const char *address;   /* the member that is cut */
} shown[] = {
    {RECORD_token, {"hash", NULL}, NULL},
    {RECORD_callup_ask, {"link", NULL}, NULL},
    {RECORD_gateway, {NULL, NULL}, "resume_url"},
    {RECORD_receiver, {"secret", "old_secret"}, "url"},
    {RECORD_peer, {"secret", NULL}, "url"},
    {RECORD_queue_source, {"authorization", "names"}, "url"},
};

static const struct shown *find(enum record_kind kind) {
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (shown[i].kind == kind) return &shown[i];
    return NULL;
}

bool shown_in_part(enum record_kind kind) { return find(kind) != NULL; }

static bool is_hidden(const struct shown *rule, struct slice name) {
    for (size_t i = 0; i < sizeof rule->hidden / sizeof *rule->hidden; i++)
        if (rule->hidden[i] != NULL && slice_equals(name, rule->hidden[i])) return true;
    return false;
}

/* "https://user:word@host:1/path?x" in its quotes becomes "https://host:1/…"; null stays null. */
static void add_address(struct text_buf *out, struct slice value) {
    size_t host = 0, end = 1;
    for (size_t i = 1; host == 0 && i + 2 < value.length; i++)
        if (memcmp(value.data + i, "://", 3) == 0) host = i + 3;
    if (value.data[0] != '"') { /* null */
        text_add_bytes(out, value.data, value.length);
        return;
    }
    for (end = host; end + 1 < value.length && strchr("/?#", value.data[end]) == NULL; end++)
        continue;
    text_add_bytes(out, value.data, host); /* the scheme, its quote before it */
    for (size_t i = host; i < end; i++)
        if (value.data[i] == '@') host = i + 1;
    text_add_bytes(out, value.data + host, end - host);
    if (end + 1 < value.length) text_add(out, "/…");
    text_add_char(out, '"');
}

void shown_record(enum record_kind kind, struct slice json, bool whole, struct text_buf *out) {
    const struct shown *rule = find(kind);
    ASSERT(rule != NULL);
    struct split_member member;
    size_t at = 0, start = out->length;
    enum split_step step;
    text_add_char(out, '{');
    while ((step = split_next(json, &at, &member)) == SPLIT_MEMBER) {
        if (is_hidden(rule, member.name)) continue;
        if (out->length > start + 1) text_add_char(out, ',');
        text_add_bytes(out, member.name.data - 1, member.name.length + 2);
        text_add_char(out, ':');
        if (!whole && rule->address != NULL && slice_equals(member.name, rule->address))
            add_address(out, member.value);
        else
            text_add_bytes(out, member.value.data, member.value.length);
    }
    text_add_char(out, '}');
    if (step == SPLIT_END || out->overflowed) return;
    out->length = start; /* what cannot be read is not shown either */
    text_add(out, "null");
}

void view_record_in_part(struct text_buf *out, const char *name, const struct core *core,
                         enum record_kind kind, const void *record, bool whole) {
    struct text_buf json;
    text_buf_init(&json, LIMIT_RECORD_BYTES);
    wire_encode_record(core, kind, record, &json);
    put_name(out, name);
    shown_record(kind, text_slice(&json), whole, out);
    text_buf_close(&json);
}

bool view_administers(const struct ask *ask) { return ask->actor.role == ROLE_ADMIN; }
